"""Copying from another image: whether the two go together, and what each group would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from inspector.core import edits
from inspector.core.copying import GROUPS, CopyGroup, Match, copied, matches, never_copied
from inspector.core.errors import EditError, ImageError
from inspector.core.header import Header
from inspector.core.linked import SAME_MM
from inspector.core.scaling import TYPICAL, Rescaled, rescaled, scaling
from inspector.core.words import format_float
from inspector.models import Image, Revision
from inspector.shown.evidence import Evidence, FieldDiff, side
from inspector.vault.slices import Grid, sample


@dataclass(frozen=True)
class GroupShown:
    """One group with the fields it would change; `refused` says why it cannot be copied, where it cannot."""

    group: CopyGroup
    ticked: bool
    evidence: Evidence | None = None
    refused: Sequence[str] = ()
    notes: Sequence[str] = ()
    values: Sequence[Rescaled] = ()

    @property
    def fields(self) -> list[FieldDiff]:
        return self.evidence.fields if self.evidence else []

    @property
    def stays(self) -> bool:
        """Whether no voxel would move further than rounding."""
        moved = self.evidence.impact if self.evidence else None
        return moved is not None and moved.max_corner_mm < SAME_MM and not moved.left_right_flip

    @property
    def rows(self) -> list[list[str]]:
        """Stored numbers of this image with what they stand for before and after."""
        return [[format_float(part) for part in (each.stored, each.before, each.after)] for each in self.values]


@dataclass(frozen=True)
class Copying:
    """A header as it would be with what waits already, and the revision of another image to copy from."""

    image: Image
    header: Header
    source: Revision
    ticked: Sequence[str] = ()
    ticked_fields: Sequence[str] = ()

    @property
    def other(self) -> Header:
        return self.source.header

    @property
    def matches(self) -> tuple[Match, ...]:
        return matches(self.header, self.other)

    @cached_property
    def groups(self) -> list[GroupShown]:
        return [self._shown(group) for group in GROUPS]

    @property
    def fields(self) -> list[tuple[FieldDiff, bool]]:
        """Each field that could be copied by itself and differs, and whether it is ticked."""
        differ = (change.field for change in edits.changes(self.header, self.other))
        both = [name for name in differ if name in self._known and not never_copied(self.header.field(name))]
        fields = [self.header.field(name) for name in both]
        return [
            (FieldDiff(field, side(self.header, field), side(self.other, field)), field.name in self.ticked_fields)
            for field in fields
        ]

    @property
    def _known(self) -> set[str]:
        return {field.name for field in self.header.fields} & {field.name for field in self.other.fields}

    def _shown(self, group: CopyGroup) -> GroupShown:
        ticked = group.key in self.ticked
        try:
            result = copied(self.header, self.other, groups=[group.key])
            after = edits.apply(self.header, result.values, voxel_block_length=self.image.voxels_length)
        except EditError as refusal:
            said = [sentence for sentences in refusal.fields.values() for sentence in sentences]
            return GroupShown(group, ticked, refused=said)
        values = self._values(after) if group.key == "scaling" else ()
        alike = {f"{match.sentence} Here: {match.here}. There: {match.there}." for match in self.matches}
        told = [note for note in result.notes if note not in alike and not (values and note.startswith("Values"))]
        return GroupShown(group, ticked, Evidence(self.header, after, frozenset(result.values)), (), told, values)

    def _values(self, after: Header) -> tuple[Rescaled, ...]:
        now, then = scaling(self.header), scaling(after)
        return rescaled(now, then, _stored_numbers(self.image)) if now != then else ()


def _stored_numbers(image: Image) -> Sequence[float]:
    """The least, the middle and the greatest stored number of the first volume; usual ones where it has none."""
    try:
        grid = replace(Grid.of(image.header, image.voxels_length), slope=1.0, inter=0.0)
        found = sample(image.frozen, grid)
    except ImageError:
        return TYPICAL
    numbers = found[np.isfinite(found)]
    if grid.dtype.names or grid.bits == 1 or not numbers.size:
        return TYPICAL
    return sorted({float(np.percentile(numbers, part, method="nearest")) for part in (0, 50, 100)})
