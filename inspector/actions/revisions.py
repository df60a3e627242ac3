"""Writing a revision: the header bytes in two parts, and what the image's row repeats of them."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import User
from django.utils import timezone

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.rules import check, counts
from inspector.core.words import json_value
from inspector.models import AuditEntry, HeaderTail, Image, Revision


def add_revision(image: Image, header: Header, *, number: int, kind: str, entry: AuditEntry) -> Revision:
    """Store these header bytes as the image's current revision."""
    fixed, tail = header.data[: header.fixed_size], header.data[header.fixed_size :]
    shared, _ = HeaderTail.objects.get_or_create(sha256=hashlib.sha256(tail).hexdigest(), defaults={"data": tail})
    revision = Revision.objects.create(
        image=image, number=number, kind=kind, fixed=fixed, tail=shared, sha256=header.sha256, entry=entry
    )
    image.__dict__["current"] = revision
    return revision


def summarise(image: Image, header: Header, *, number: int, actor: User) -> None:
    """Repeat in the image's row what lists show and search."""
    geometry = Geometry.of(header)
    image.revision = number
    image.header_sha256 = header.sha256
    image.changed_at = timezone.now()
    image.changed_by = actor.get_username()
    image.format = header.format
    image.endianness = header.endianness
    image.shape = list(header.shape)
    image.datatype = header.datatype.label if header.datatype else f"code {header.number('datatype')}"
    image.units = dict(zip(("space", "time"), header.units, strict=True))
    image.voxel_sizes = json_value(geometry.voxel_sizes)
    image.axis_codes = geometry.axis_codes or ""
    image.qform_code = header.number("qform_code")
    image.sform_code = header.number("sform_code")
    found = counts(check(image.facts(header)))
    image.errors, image.warnings, image.notes = found["error"], found["warning"], found["info"]
    shape = "x".join(str(length) for length in header.shape)
    image.search = f"{image.name} {image.format} {image.datatype} {image.axis_codes} {shape}".lower()
