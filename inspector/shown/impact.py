"""What an edit does in space: the numbers, and whether there are pictures of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.impact import placed
from inspector.core.linked import SAME_MM
from inspector.core.meaning import amount
from inspector.core.words import counted, format_float, listed
from inspector.models import Image
from inspector.shown.evidence import Evidence
from inspector.shown.geometry import sizes_text
from inspector.shown.sights import WAYS, Sights, State
from inspector.vault.slices import Grid, NoPicture

# A picture that holds both is at most so many times as wide as the smaller one: beyond, that one is a dot.
ROOMY = 6
# What the sums of 8-byte floats leave, well below what a header can say.
ROUNDING_MM = 1e-6
# Degrees; less is told as none.
SAME_DEGREES = 0.05


@dataclass(frozen=True)
class Move:
    """Two states of one image, of which the second lies elsewhere."""

    image: Image
    evidence: Evidence
    states: tuple[State, State]

    @classmethod
    def of(cls, image: Image, evidence: Evidence, now: State, then: State) -> Move | None:
        """None when every voxel stays in its place."""
        return cls(image, evidence, (now, then)) if evidence.displaces else None

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What moves, name by name; nothing where it cannot be said."""
        impact = self.evidence.impact
        if impact is None:
            return []
        return [
            ("Farthest corner moves", _distance(impact.max_corner_mm)),
            ("Centre moves", _way(impact.centre_shift_mm, impact.translation_mm)),
            ("Rotation", f"{impact.rotation_degrees:.1f}°{', and mirrored' if self._is_mirrored else ''}"),
            ("Voxel size", self._sizes(impact.scale)),
            ("Shear", _shear(*impact.shear_degrees)),
        ]

    @cached_property
    def problem(self) -> str:
        """Why there are no pictures, "" when there are."""
        return next(self._problems(), "")

    @cached_property
    def sights(self) -> Sights | None:
        """Both in pictures; None where nothing places one of them."""
        both = placed(self.evidence.before, self.evidence.after)
        return Sights(self.states, both) if both else None

    def _problems(self) -> Iterator[str]:
        now, then = self.states
        if self.sights is None:
            lost = [state.name for state in self.states if Geometry.of(state.header).affine is None]
            yield f"Where it lies cannot be said: a matrix is not finite or cannot be inverted ({listed(lost, 'and')})."
            return
        for state in self.states:
            if Geometry.of(state.header).source == "pixdim":
                yield f"No pictures: neither form says which way the image lies ({state.name})."
        if now.revision == then.revision and self.evidence.reads:
            yield "No pictures: dim or datatype change as well, so the voxels are read as others."
        for state in self.states:
            yield from _unreadable(state.header, state.length)
        if self.evidence.is_slight:
            yield "No pictures: it is too little to be seen."
        across, smaller = self.sights.across, self.sights.smaller
        if not np.isfinite(across) or across > ROOMY * smaller:
            yield "No pictures: one of the two would be a dot beside the other, so far or so large does it become."

    @property
    def _is_mirrored(self) -> bool:
        hands = {Geometry.of(state.header).handedness for state in self.states}
        return hands == {"left", "right"}

    def _sizes(self, scale: Sequence[float]) -> str:
        if self.sights is None:
            return ""
        first, second = (np.linalg.norm(affine[:3, :3], axis=0) for affine in self.sights.affines)
        now, then = sizes_text(map(float, first)), sizes_text(map(float, second))
        times = ", ".join(f"×{format_float(round(each, 4))}" for each in scale)
        return f"{now} mm, stays" if now == then else f"{now} → {then} mm ({times})"


def _unreadable(header: Header, length: int) -> Iterator[str]:
    """Why there is no slice of the first volume, if so."""
    try:
        grid = Grid.of(header, length)
    except NoPicture as error:
        yield str(error)
        return
    missing = grid.start + (grid.volume_voxels * grid.bits + 7) // 8 - length
    if missing > 0:
        yield f"No pictures: the file ends {counted(missing, 'byte')} before the first volume does."


def _distance(millimetres: float) -> str:
    return "under 0.01 mm" if 0 < millimetres < SAME_MM else f"{amount(millimetres)} mm"


def _way(shift: Sequence[float], distance: float) -> str:
    if distance < SAME_MM:
        return "stays" if distance < ROUNDING_MM else _distance(distance)
    ways = [(abs(way), words[way > 0]) for way, words in zip(shift, WAYS, strict=True) if abs(way) >= SAME_MM]
    if len(ways) == 1:
        return f"{_distance(distance)} to the {ways[0][1]}"
    return f"{_distance(distance)}: {listed([f'{amount(far)} to the {word}' for far, word in ways], 'and')}"


def _shear(before: float, after: float) -> str:
    if max(before, after) < SAME_DEGREES:
        return "none"
    return f"{before:.1f}°, stays" if abs(after - before) < SAME_DEGREES else f"{before:.1f}° → {after:.1f}°"
