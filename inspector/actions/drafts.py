"""What a person collected and has not saved. A draft is not a change of the image, so it has no audit entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction

from inspector.models import Draft, Image, Revision


def keep_draft(
    *, actor: User, image: Image, values: Mapping[str, str], base: int, source: Revision | None = None
) -> Draft:
    """Add changes to what this person has not saved yet; `source` is the revision they are copied from."""
    with transaction.atomic():
        draft, _ = Draft.objects.select_for_update().get_or_create(user=actor, image=image, defaults={"base": base})
        draft.values = {**draft.values, **values}
        draft.copied = {name: place for name, place in draft.copied.items() if name not in values}
        if source:
            draft.copied |= {name: {"image": source.image_id, "revision": source.number} for name in values}
        draft.save()
    return draft


def drop_draft(*, actor: User, image: Image, fields: Sequence[str] | None = None) -> None:
    """Discard what this person collected: these fields of it, or all."""
    with transaction.atomic(savepoint=False):
        draft = Draft.objects.select_for_update().filter(user=actor, image=image).first()
        if draft is not None:
            _keep_only(draft, [name for name in draft.values if fields is not None and name not in fields])


def rebase_draft(*, actor: User, image: Image, fields: Sequence[str]) -> None:
    """Put these fields of the draft on top of the current revision and let go of the others."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(user=actor, image=image).first()
        if draft is not None:
            draft.base = image.revision
            _keep_only(draft, fields)


def carry_draft(*, actor: User, image: Image, to: int) -> None:
    """Put a draft that began on the revision before `to` on that one: none of its fields can have changed."""
    Draft.objects.filter(user=actor, image=image, base=to - 1).update(base=to)


def _keep_only(draft: Draft, fields: Sequence[str]) -> None:
    draft.values = {name: value for name, value in draft.values.items() if name in fields}
    draft.copied = {name: place for name, place in draft.copied.items() if name in fields}
    if draft.values:
        draft.save()
    else:
        draft.delete()
