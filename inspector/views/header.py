"""The header page: every field as it is stored, where the voxels lie, and what they look like."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inspector import access
from inspector.core.rules import PROFILES, RULES
from inspector.forms.blocks import shown_name
from inspector.models import Image
from inspector.shown import rows, slices
from inspector.shown.bytemap import ByteMap
from inspector.shown.comments import open_by_field
from inspector.shown.consequences import Consequences
from inspector.shown.extensions import extensions
from inspector.shown.findings import Findings
from inspector.shown.geometry import FRAMES, Lies
from inspector.shown.image import Head
from inspector.shown.pending import Pending, pending
from inspector.shown.readings import Readings
from inspector.shown.timing import Timetable
from inspector.shown.voxels import VoxelFacts
from inspector.views.request import Request

ORDERS = ("topic", "file")


@require_GET
def header(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    frame = request.GET.get("frame", "ras")
    found = Findings.of(image, request.GET.get("profile", ""))
    context = fields_context(request, image, pending(request.user, image), found) | {
        "findings": found,
        # An address with the revision that was saved tells of it until there is a newer one.
        "saved": Consequences.of_revision(image) if request.GET.get("saved") == str(image.revision) else None,
        "profiles": PROFILES.values(),
        "rules": len(RULES),
        "readings": Readings(image.header),
        "head": Head(image, "header", request.user),
        "lies": Lies(image.header, frame if frame in FRAMES else "ras"),
        "frames": FRAMES,
        "slices": slices.three(image),
        "timetable": Timetable.of(image.header, found.all),
        "extensions": extensions(image.header),
        "voxels": VoxelFacts(image),
    }
    return render(request, "inspector/header/page.html", context)


def fields_context(request: Request, image: Image, changed: Pending, found: Findings | None = None) -> dict[str, Any]:
    """What the field card and the tray below it show."""
    marks = (found or Findings.of(image)).marks
    order = request.GET.get("order", "topic")
    by_file = order == "file"
    return {
        "image": image,
        "pending": changed,
        "order": order if order in ORDERS else "topic",
        "sections": [] if by_file else rows.sections(changed, marks),
        "rows": rows.in_file_order(changed, marks) if by_file else [],
        "count": len(image.header.fields),
        "would": Consequences.of(changed.outcome) if changed.values else None,
        "comments": open_by_field(image),
        "stale": changed.is_stale(image),
        "bytemap": ByteMap(changed.before, changed.after or changed.before, marks),
        "names": dict.fromkeys(shown_name(image.header, name) for name in changed.names),
    }
