"""Writing a revision: the header bytes in two parts, and what the image's row repeats of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.rules import Finding, counts
from inspector.core.words import json_value
from inspector.models import AuditEntry, HeaderTail, Image, Revision
from inspector.vault.frozen import Front


def add_revision(image: Image, header: Header, voxels: Front, *, number: int, kind: str, entry: AuditEntry) -> Revision:
    """Store these header bytes, and so much of the voxels, as one more revision of the image."""
    fixed, tail = header.data[: header.fixed_size], header.data[header.fixed_size :]
    return Revision.objects.create(
        image=image,
        number=number,
        kind=kind,
        fixed=fixed,
        tail=_shared(tail, image),
        sha256=header.sha256,
        voxels_sha256=voxels.sha256,
        voxels_length=voxels.length,
        voxels_crc32=voxels.crc32,
        entry=entry,
    )


def summary(
    name: str, header: Header, found: Sequence[Finding], *, voxels: Front, number: int, by: str
) -> dict[str, Any]:
    """What the image's row repeats of its current revision, for lists to show and search: values by column.

    `found` is what the rules find in this header.
    """
    geometry = Geometry.of(header)
    label = header.datatype.label if header.datatype else f"code {header.number('datatype')}"
    axis_codes = geometry.axis_codes or ""
    counted = counts(found)
    shape = "x".join(str(length) for length in header.shape)
    return {
        "revision": number,
        "header_sha256": header.sha256,
        "voxels_sha256": voxels.sha256,
        "voxels_length": voxels.length,
        "changed_at": timezone.now(),
        "changed_by": by,
        "format": header.format,
        "endianness": header.endianness,
        "shape": list(header.shape),
        "datatype": label,
        "units": dict(zip(("space", "time"), header.units, strict=True)),
        "voxel_sizes": json_value(geometry.voxel_sizes),
        "axis_codes": axis_codes,
        "qform_code": header.number("qform_code"),
        "sform_code": header.number("sform_code"),
        "errors": counted["error"],
        "warnings": counted["warning"],
        "notes": counted["info"],
        "search": f"{name} {header.format} {label} {axis_codes} {shape}".lower(),
    }


def _shared(tail: bytes, image: Image) -> HeaderTail:
    """What follows the fixed header, stored once however many revisions have it."""
    before: Revision | None = image.__dict__.get("current")
    known: HeaderTail | None = before.tail if before else None
    if known is not None and bytes(known.data) == tail:
        return known
    shared, _ = HeaderTail.objects.get_or_create(sha256=hashlib.sha256(tail).hexdigest(), defaults={"data": tail})
    return shared
