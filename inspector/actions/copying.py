"""The header of an image says what that of another one says, in some of its fields."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.contrib.auth.models import User

from inspector.actions.headers import edit, preview
from inspector.actions.outcome import Outcome, seen
from inspector.core.copying import copied
from inspector.models import Image, Revision


def preview_copy(
    *, image: Image, source: Revision, groups: Collection[str] = (), fields: Collection[str] = ()
) -> Outcome:
    """What copying these groups and fields would do; nothing is written. Raises EditError."""
    result = copied(image.header, source.header, groups=groups, fields=fields)
    return replace(preview(image=image, values=result.values), said=result.notes)


def copy_header(
    *,
    actor: User,
    image: Image,
    base: str,
    source: Revision,
    reason: str,
    groups: Collection[str] = (),
    fields: Collection[str] = (),
    allow: Collection[str] = (),
) -> Outcome:
    """Copy these groups and fields from a revision of another image, as a new revision of this one.

    The record names the image and the revision that they come from. Takes and raises as `edit` does.
    """
    image = seen(image, base)
    planned = preview_copy(image=image, source=source, groups=groups, fields=fields)
    values = {change.field: change.new for change in planned.field_changes}
    place = {"image": source.image_id, "revision": source.number}
    outcome = edit(
        actor=actor,
        image=image,
        base=base,
        values=values,
        reason=reason,
        allow=allow,
        copied=dict.fromkeys(values, place),
    )
    return replace(outcome, said=planned.said)
