"""Another image to choose, for what is done with two: found by name, those with the same grid first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Case, IntegerField, Value, When

from inspector import access
from inspector.core.exact import visible
from inspector.models import Image
from inspector.shown.listing import search

# A list that somebody can look through.
MOST = 12


@dataclass(frozen=True)
class Choice:
    """The images that this person may see beside one of them, as far as a query finds them."""

    image: Image
    person: User
    typed: str

    @property
    def query(self) -> str:
        return visible(self.typed.strip())

    @property
    def images(self) -> list[tuple[Image, bool]]:
        """Each with whether its axes of space have the same lengths."""
        return [(each, each.shape[:3] == self.image.shape[:3]) for each in self._found[:MOST]]

    @property
    def more(self) -> bool:
        """Whether there are more than are listed."""
        return len(self._found) > MOST

    @cached_property
    def _found(self) -> list[Image]:
        others = access.images(self.person).exclude(pk=self.image.pk).select_related("dataset")
        grid = {f"shape__{axis}": length for axis, length in enumerate(self.image.shape[:3])}
        alike, near = _first(**grid) if grid else Value(0), _first(dataset=self.image.dataset_id)
        return list(search(others, self.query).order_by(alike, near, "-changed_at", "pk")[: MOST + 1])


def _first(**alike: object) -> Case:
    """An order in which rows that have these values come first."""
    return Case(When(**alike, then=Value(0)), default=Value(1), output_field=IntegerField())
