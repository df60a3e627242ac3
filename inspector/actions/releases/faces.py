"""Whether the voxels of an image may show a face, and what people stated about that."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit, clearance
from inspector.core.errors import EditError
from inspector.core.exact import visible
from inspector.core.privacy.faces import VERSION, Face
from inspector.models import AuditEntry, Image, ReadThrough
from inspector.vault.faces import face_of

STATED, TAKEN_BACK = "stated as defaced", "took a statement back"
LONGEST_TOOL = 100


@dataclass(frozen=True)
class Statement:
    """Somebody said that these voxels were defaced, and with what."""

    tool: str
    by: str
    at: datetime


def face(image: Image) -> Face:
    """What the voxels look like under the current header; looked at once for each of both. Raises Damaged."""
    told = f"{VERSION} {image.header_sha256} {_voxels(image)}"
    key = hmac.new(clearance.key(image.dataset, "faces"), told.encode(), hashlib.sha256).hexdigest()
    row = ReadThrough.objects.filter(image=image, key=key).first()
    if row is None:
        found = face_of(image.frozen, image.header)
        row, _ = ReadThrough.objects.update_or_create(image=image, key=key, defaults={"facts": asdict(found)})
    return Face(**row.facts)


def statement(image: Image) -> Statement | None:
    """What was stated last about the voxels that the image has now, if it was not taken back or erased."""
    entries = AuditEntry.objects.filter(image=image.pk, action__in=(STATED, TAKEN_BACK)).order_by("-seq")
    last = entries.prefetch_related("values").first()
    if last is None or last.action == TAKEN_BACK or last.facts["voxels_sha256"] != _voxels(image):
        return None
    tool = last.told.get("tool")
    return Statement(tool, last.actor, last.at) if tool else None


def state_defaced(*, actor: User, image: Image, tool: str) -> Statement | None:
    """State that the voxels were defaced with a tool; without one, take back what was stated.

    Raises EditError beside "tool" when it is too long, or nothing is stated that could be taken back.
    """
    tool = visible(" ".join(tool.split()))
    if len(tool) > LONGEST_TOOL:
        raise EditError({"tool": [f"The name of the tool has {len(tool):,} characters; {LONGEST_TOOL} fit."]})
    if not tool and statement(image) is None:
        raise EditError({"tool": ["Say with which tool it was defaced."]})
    with transaction.atomic():
        audit.append_about(
            image,
            actor=actor,
            action=STATED if tool else TAKEN_BACK,
            facts={"revision": image.revision, "voxels_sha256": _voxels(image)},
            values={"tool": tool} if tool else None,
        )
    return statement(image)


def _voxels(image: Image) -> str:
    return image.frozen.info.sha256
