"""What lies beside the images of a release: the manifest, a report on each file for people and for programs, a README.

Nothing in them quotes a text that was removed; what was found and may stay is told by its place and kind.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.template.loader import render_to_string

from inspector import __version__
from inspector.actions.releases.gate import Stand
from inspector.core.exact import visible
from inspector.core.privacy import LIMITS, RULE_SET, VERSION
from inspector.core.privacy.finding import Finding, levels
from inspector.core.rules import PROFILES
from inspector.models import Dataset, SignOff, State, Step
from inspector.vault.leaving import Passed

FORMAT: Final = 1
IMAGES, REPORTS, SUMS = "images", "reports", "SHA256SUMS"
PACKING: Final = "Each image was packed anew; of the uploaded file, its packing and its history nothing is in here."


@dataclass(frozen=True)
class Made:
    """What is the same for all files of a release."""

    id: str
    dataset: Dataset
    name: str
    profile: str
    reason: str
    by: User
    at: datetime


@dataclass(frozen=True)
class File:
    """One image as it leaves under this name: how it stood before the gate, and what the reading of its bytes found."""

    name: str
    stand: Stand
    passed: Passed
    may_show_faces: bool

    @property
    def path(self) -> str:
        return f"{IMAGES}/{self.name}"


def report_paths(name: str) -> tuple[str, str]:
    """Where the reports on a file lie: the one for programs, the one for people."""
    base = f"{REPORTS}/{name.removesuffix('.nii.gz')}"
    return f"{base}.json", f"{base}.html"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(made: Made, files: Sequence[File], reports: Sequence[str], pages: Sequence[str]) -> str:
    """The table of contents, as JSON: every image and report with its sha256, and under which rules it left."""
    told = []
    for file, for_programs, for_people in zip(files, reports, pages, strict=True):
        json_path, html_path = report_paths(file.name)
        told.append(
            {
                **_file(file),
                "reports": [
                    {"path": json_path, "sha256": sha256(for_programs)},
                    {"path": html_path, "sha256": sha256(for_people)},
                ],
            }
        )
    return _json({"format": FORMAT, "release": _release(made), "limits": limits(), "files": told})


def report(made: Made, file: File) -> str:
    """The report on one file, as JSON."""
    stand = file.stand
    return _json(
        {
            "format": FORMAT,
            "release": _release(made),
            "file": _file(file),
            "verdict": stand.looked.verdict,
            "profile": _profile(made, stand),
            "privacy": _privacy(stand),
            "faces": _faces(file),
            "review": _review(stand),
            "limits": limits(),
        }
    )


def page(made: Made, file: File, told: str) -> str:
    """The same report as a page that needs nothing else: no script, no picture, no address to load anything from."""
    context = {**json.loads(told), "made_at": made.at, "size": file.passed.length}
    return render_to_string("inspector/releases/report.html", context)


def readme(made: Made, count: int) -> str:
    return render_to_string("inspector/releases/README.txt", {"made": made, "count": count, "limits": limits()})


def limits() -> list[str]:
    """What no release may leave unsaid."""
    return [*LIMITS, PACKING]


def _release(made: Made) -> dict[str, Any]:
    return {
        "id": made.id,
        "name": made.name,
        "dataset": made.dataset.name,
        "made_at": made.at.isoformat(timespec="seconds"),
        "made_by": made.by.get_username(),
        "reason": made.reason,
        "program": f"Header Inspector {__version__}",
        "rule_set": RULE_SET,
        "rule_version": VERSION,
    }


def _file(file: File) -> dict[str, Any]:
    image, passed = file.stand.image, file.passed
    return {
        "path": file.path,
        "bytes": passed.length,
        "sha256": passed.sha256,
        "image": image.pk,
        "revision": image.revision,
        "header": {"bytes": len(file.stand.header.data), "sha256": passed.header_sha256},
        "voxels": {"bytes": passed.unpacked - len(file.stand.header.data), "sha256": passed.voxels_sha256},
    }


def _profile(made: Made, stand: Stand) -> dict[str, Any]:
    chosen = PROFILES[made.profile]
    return {
        "name": chosen.name,
        "title": chosen.title,
        "about": chosen.about,
        "findings": [
            {"rule": each.rule, "severity": each.severity, "message": visible(each.message)}
            for each in stand.found
            if each.severity != "info"
        ],
    }


def _privacy(stand: Stand) -> dict[str, Any]:
    looked = stand.looked
    kinds = Counter[str]()
    for layer in looked.ledger.layers:
        kinds.update({str(kind): count for kind, count in layer.by_kind.items()})
    return {
        "rule_set": RULE_SET,
        "version": VERSION,
        "bytes": looked.bytes,
        "bytes_by_kind": dict(sorted(kinds.items())),
        "levels": {str(level): count for level, count in levels(looked.findings).items()},
        "open": [_place(each) for each in looked.open],
        "decided": [_decided(stand, each) for each in looked.findings if each.id in looked.waivers],
        "remedies": [*stand.removed.told],
        "removed_texts_looked_for": len(stand.removed.texts),
        "erased_revisions": [*stand.removed.unknown],
    }


def _place(finding: Finding) -> dict[str, Any]:
    """Where a finding is and of which kind, never what it says."""
    return {
        "surface": finding.surface,
        "bytes": [finding.start, finding.stop],
        "recognizer": finding.recognizer,
        "level": str(finding.level),
    }


def _decided(stand: Stand, finding: Finding) -> dict[str, Any]:
    waiver = stand.looked.waivers[finding.id]
    at = waiver.entry.at.isoformat(timespec="seconds")
    return {**_place(finding), "decision": waiver.kind, "by": waiver.by, "at": at, "reason": waiver.reason}


def _faces(file: File) -> dict[str, Any]:
    stand, stated = file.stand, file.stand.statement
    told: dict[str, Any] = {"may_show": stand.face.may_show, "told": stand.face.told}
    if stated:
        told["statement"] = {"tool": stated.tool, "by": stated.by, "at": stated.at.isoformat(timespec="seconds")}
    return told | {"acknowledged": bool(stand.face.may_show and not stated and file.may_show_faces)}


def _review(stand: Stand) -> dict[str, Any]:
    image = stand.image
    told: dict[str, Any] = {"state": State(image.state).label}
    if image.state == State.REVIEWED:
        step = SignOff.objects.filter(image=image, step=Step.SIGN).select_related("entry").first()
        if step:
            told |= {"revision": step.revision, "by": step.by, "at": step.at.isoformat(timespec="seconds")}
    return told


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
