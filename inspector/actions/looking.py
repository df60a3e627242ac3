"""Images are looked at again, after the rules of the privacy check or the list of a study have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from inspector import audit
from inspector.core.privacy import VERSION
from inspector.models import Dataset, Image
from inspector.tally import stale, tally_of

AT_ONCE: Final = 20


@dataclass(frozen=True)
class Looking:
    """How many images were looked at, the problem of each that could not be read by its name, and how many are left."""

    done: int
    problems: Mapping[str, str]
    left: int


def look_on(*, actor: str, dataset: Dataset, most: int = AT_ONCE) -> Looking:
    """Look at the next images of a dataset that were not looked at as things are now: one entry for all of them.

    What takes time comes before others wait. An image that cannot be read counts as looked at, with nothing known.
    """
    images = list(stale(dataset).select_related("dataset", "block")[:most])
    found = {image.pk: tally_of(image) for image in images}
    if not images:
        return Looking(0, {}, 0)
    with transaction.atomic():
        for image in images:
            # An edit that came between has looked itself.
            same = Image.objects.filter(pk=image.pk, revision=image.revision, name=image.name)
            if same.update(**found[image.pk].columns):
                found[image.pk].keep(image)
        facts = {"images": len(images), "version": VERSION}
        audit.append(actor=actor, action="looked again", dataset=dataset.slug, facts=facts)
    problems = {image.name: found[image.pk].problem for image in images if found[image.pk].problem}
    return Looking(len(images), problems, stale(dataset).count())
