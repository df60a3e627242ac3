"""Records as the JSON shapes of `schemas`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inspector import audit
from inspector.actions import Outcome
from inspector.core.describe import describe
from inspector.core.header import Header
from inspector.core.impact import Impact
from inspector.core.readers import READERS, Reader, Reading, disagreement, off_by
from inspector.core.readers import readings as core_readings
from inspector.core.words import json_value
from inspector.models import AuditEntry, Comment, Image, Proposal, Revision
from inspector.vault.voxels import Voxel


def image(row: Image) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "dataset": row.dataset.slug,
        "format": row.format,
        "endianness": row.endianness,
        "shape": row.shape,
        "datatype": row.datatype,
        "voxel_sizes": row.voxel_sizes,
        "units": row.units,
        "axis_codes": row.axis_codes or None,
        "revision": row.revision,
        "etag": row.etag,
        "size": row.size,
        "sha256": row.sha256,
        "voxels": {"sha256": row.voxels_sha256, "bytes": row.voxels_length},
        "findings": {"error": row.errors, "warning": row.warnings, "info": row.notes},
        "privacy": None if row.high is None else {"high": row.high, "medium": row.medium, "review": row.review},
        "uploaded_at": row.uploaded_at,
        "uploaded_by": row.uploaded_by.get_username(),
    }


def header(revision: Revision) -> dict[str, Any]:
    return {
        "image": revision.image_id,
        "revision": revision.number,
        "etag": revision.etag,
        **describe(revision.header),
    }


def readings(revision: Revision) -> dict[str, Any]:
    here = revision.header
    found = core_readings(here)
    return {
        "image": revision.image_id,
        "revision": revision.number,
        "etag": revision.etag,
        "disagreement": disagreement(found, here.shape),
        "readings": [_reading(reader, each, here) for reader, each in zip(READERS, found, strict=True)],
    }


def _reading(reader: Reader, found: Reading, here: Header) -> dict[str, Any]:
    off = off_by(here, found)
    return {
        "reader": reader.key,
        "name": reader.name,
        "programs": reader.programs,
        "version": reader.version,
        "tested": reader.tested,
        "source": found.source,
        "affine": None if found.affine is None else found.affine.tolist(),
        "axis_codes": found.axis_codes,
        "voxel_sizes": json_value(found.voxel_sizes),
        "origin": json_value(found.origin),
        "refuses": found.refuses,
        "notes": list(found.notes),
        "off_by_mm": json_value(off),
    }


def change(outcome: Outcome) -> dict[str, Any]:
    """`outcome` of an edit that was saved, or of a dry run (then revision and etag are the current ones)."""
    revision = outcome.revision or outcome.image.current
    return {
        "image": outcome.image.pk,
        "revision": revision.number,
        "etag": revision.etag,
        "changes": [
            {"field": change.field, "old": json_value(change.old), "new": json_value(change.new)}
            for change in outcome.changes
        ],
        "bytes_changed": outcome.bytes_changed,
        # No action writes voxels: the names differ only where bytes behind them were cut off, or came back.
        "voxels": {"sha256_before": outcome.voxels_before.sha256, "sha256_after": outcome.voxels_after.sha256},
        "impact": impact(outcome.impact),
        "findings": {
            name: [finding.as_json() for finding in findings]
            for name, findings in zip(("new", "resolved"), outcome.findings, strict=True)
        },
        "notes": list(outcome.notes),
    }


def impact(moved: Impact | None) -> dict[str, Any] | None:
    return None if moved is None else {name: json_value(value) for name, value in asdict(moved).items()}


def revision(row: Revision) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "by": row.by,
        "reason": row.reason,
        "kind": row.kind,
        "sha256": row.sha256,
        "etag": row.etag,
        "erased": row.is_erased,
        "changes": [
            {"field": change.field, "old": change.old.value, "new": change.new.value} for change in row.changes.all()
        ],
    }


def standing(row: Image) -> dict[str, Any]:
    steps = row.signoffs.select_related("entry", "asked_of").prefetch_related("entry__values")
    return {
        "image": row.pk,
        "revision": row.revision,
        "etag": row.etag,
        "state": row.state,
        "reviewed_revision": row.reviewed_revision,
        "asked_of": row.asked_of.get_username() if row.asked_of else None,
        "steps": [
            {
                "step": each.step,
                "revision": each.revision,
                "by": each.by,
                "at": each.at,
                "asked_of": each.asked_of.get_username() if each.asked_of else None,
                "note": each.reason,
            }
            for each in steps
        ],
    }


def comment(row: Comment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "thread": row.thread_id or row.pk,
        "revision": row.revision,
        "field": row.field,
        "by": row.by,
        "at": row.at,
        "text": row.text,
        "mentions": [person.get_username() for person in row.mentions.all()],
        "settled": row.resolved_at is not None,
    }


def proposal(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "base": row.base,
        "set": row.values,
        "by": row.by,
        "at": row.at,
        "reason": row.reason,
        "decision": row.decision,
        "decided_by": row.decided.actor if row.decided else None,
        "answer": row.answer,
    }


def entry(row: AuditEntry) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "action": row.action,
        "said": audit.sentence(row),
        "dataset": row.dataset,
        "image": row.image,
        "facts": row.facts,
        "values": row.told,
        "prev_hash": row.prev_hash,
        "hash": row.hash,
    }


def voxel(found: Voxel) -> dict[str, Any]:
    place = found.place
    return {
        "voxel": [*found.at],
        "volume": found.volume,
        "ras": json_value(place),
        "lps": json_value((-place[0], -place[1], place[2])) if place else None,
        "stored": json_value(found.stored),
        "value": json_value(found.value),
    }
