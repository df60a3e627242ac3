"""A dataset is made and named; images move from one to another."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from inspector import audit, quotas
from inspector.actions.outcome import checked_reason
from inspector.core.errors import EditError
from inspector.core.exact import visible
from inspector.models import Dataset, Image, Membership, Role, State, Waiver, new_id
from inspector.tally import look_again

LONGEST_NAME = 200
_LONGEST_WORDS = 40
_LETTERS = 4


def make_dataset(*, actor: User, name: str) -> Dataset:
    """A new dataset, which whoever makes it manages. Raises EditError on "name"."""
    name = _checked_name(name)
    with transaction.atomic():
        dataset = Dataset.objects.create(slug=_new_slug(name), name=name)
        Membership.objects.create(dataset=dataset, user=actor, role=Role.MANAGER)
        audit.append(actor=actor.get_username(), action="dataset made", dataset=dataset.slug, values={"called": name})
    return dataset


def rename_dataset(*, actor: User, dataset: Dataset, name: str) -> Dataset:
    """Give the dataset another name; its address stays. Raises EditError on "name"."""
    name = _checked_name(name)
    with transaction.atomic():
        before = Dataset.objects.select_for_update().get(pk=dataset.pk).name
        if name == before:
            return dataset
        Dataset.objects.filter(pk=dataset.pk).update(name=name)
        audit.append(
            actor=actor.get_username(),
            action="dataset renamed",
            dataset=dataset.slug,
            values={"was": before, "called": name},
        )
    dataset.name = name
    return dataset


def move(*, actor: User, image: Image, to: Dataset, reason: str = "") -> Image:
    """Put the image into another dataset, with all its revisions and what people collected for it.

    A review is one by the people and rules of a dataset, so that the image needs another one there, and so are the
    decisions about findings of the privacy check. Raises EditError on "dataset" when it is there already, OverQuota
    when it does not fit.
    """
    reason = checked_reason(reason, needed=False)
    with transaction.atomic():
        there = Image.objects.select_for_update().select_related("dataset").get(pk=image.pk)
        before = there.dataset
        if before == to:
            raise EditError({"dataset": [f"The image is in {to.name} already."]})
        audit.one_writer()  # from here on nobody else adds to what is kept there
        quotas.check_move(to, image.size)
        Image.objects.filter(pk=image.pk).update(dataset=to, state=State.NONE, asked_of=None, reviewed_revision=None)
        audit.append_about(
            there,
            actor=actor,
            action="moved",
            reason=reason,
            facts={"revision": image.revision, "from": before.slug, "to": to.slug},
        )
        Waiver.objects.filter(image=image).delete()
        image.dataset = to
        look_again(image)
    return image


def _checked_name(name: str) -> str:
    name = visible(" ".join(name.split()))
    if not name:
        raise EditError({"name": ["Give the dataset a name."]})
    if len(name) > LONGEST_NAME:
        raise EditError({"name": [f"The name has {len(name):,} characters; {LONGEST_NAME} fit."]})
    return name


def _new_slug(name: str) -> str:
    """The words of the name and a few letters by chance: a free address tells nothing of other people's datasets."""
    words = slugify(name)[:_LONGEST_WORDS].strip("-") or "dataset"
    while Dataset.objects.filter(slug=(slug := f"{words}-{new_id()[:_LETTERS]}")).exists():
        pass
    return slug
