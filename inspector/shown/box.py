"""The orientation box: the volume as its affine places it, seen from behind, from the right and from above."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inspector.core.geometry import Matrix, axis_codes, obliquity

WIDTH, HEIGHT, MARGIN = 312, 168, 30
# How far away, in lengths of the box, the world's 0, 0, 0 may lie and still be drawn.
NEAR = 0.75
# Arrows that lean more than this to a side have their word beside the end, others above or below it.
LEAN = 0.35
AXES = "ijk"
COLOURS = {"L": "x", "R": "x", "A": "y", "P": "y", "S": "z", "I": "z"}
TOWARDS = {
    "L": "the left", "R": "the right", "A": "the front", "P": "the back", "S": "the head", "I": "the feet",
}  # fmt: skip
# Rows: to the viewer's right, upwards, towards the viewer; columns: right, anterior, superior of the patient.
_VIEWER = np.array([0.5, -1.0, 0.6])
_TRIAD_AT, _TRIAD = (26.0, HEIGHT - 16.0), 22.0

ORIGIN = "0, 0, 0"
# Above, below, right and left of the cross, then farther away: to the middle of the base line of the words.
_BESIDE = ((0, -9), (0, 17), (29, 4), (-29, 4), (0, -24), (0, 32), (48, 4), (-48, 4))
# The most that a letter is wide, and what a line reaches above and below its base line.
_LETTER, _ASCENT, _DESCENT = 8.0, 11.0, 3.0
_DOT = 4.0

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """A place in the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """A voxel axis, or an axis of the world: its line, its word with its place, the axis whose colour it has."""

    start: Mark
    end: Mark
    word: str
    place: Mark
    anchor: str
    colour: str


@dataclass(frozen=True)
class Box:
    """The drawing of one affine (4x4, voxel to RAS+) and three lengths, in `before`'s frame too when it is given."""

    affine: Matrix
    shape: tuple[int, int, int]
    before: Matrix | None = None

    @classmethod
    def of(cls, affine: Matrix | None, shape: Sequence[int], before: Matrix | None = None) -> Box | None:
        """None where nothing can be drawn: no affine, no voxels, or numbers beyond drawing."""
        lengths = (*shape, 1, 1, 1)[:3]
        if affine is None or not shape or min(lengths) < 1:
            return None
        box = cls(affine, (lengths[0], lengths[1], lengths[2]), before)
        return box if np.isfinite(box._flat).all() and box._extent > 0 else None

    @property
    def label(self) -> str:
        """The drawing in words."""
        ways = ", ".join(
            f"{axis} to {TOWARDS.get(letter, 'nowhere')}" for axis, letter in zip(AXES, self._codes, strict=True)
        )
        return f"The volume seen from behind, right and above: {ways}; tilted by {obliquity(self.affine):.1f}°."

    @cached_property
    def edges(self) -> list[tuple[Mark, Mark, bool]]:
        """The twelve edges; True for those hidden behind the box."""
        return self._edges(self._flat, self._depth)

    @property
    def ghost(self) -> list[tuple[Mark, Mark, bool]]:
        """The edges of the box as it lay before."""
        if self.before is None or np.array_equal(self.before, self.affine):
            return []
        return self._edges(*_project(_corners(self.before, self.shape)))

    @property
    def first(self) -> Mark:
        """The corner of the first voxel."""
        return self._mark(self._flat[0])

    @property
    def arrows(self) -> list[Arrow]:
        """The voxel axes i, j and k, along the edges from the first voxel's corner."""
        ends = (self._flat[4], self._flat[2], self._flat[1])
        return [
            _arrow(self.first, self._mark(end), f"{axis}→{letter}", COLOURS.get(letter, "x"))
            for axis, letter, end in zip(AXES, self._codes, ends, strict=True)
        ]

    @property
    def origin(self) -> Mark | None:
        """The world's 0, 0, 0, when it is near enough to be drawn."""
        flat, _ = _project(np.zeros((1, 3)))
        low, high = self._flat.min(axis=0), self._flat.max(axis=0)
        reach = NEAR * self._extent
        near = (flat[0] > low - reach).all() and (flat[0] < high + reach).all()
        return self._mark(flat[0]) if near else None

    @property
    def origin_words(self) -> Mark | None:
        """Where "0, 0, 0" has room beside that cross, by the middle of its line; None where it has none."""
        if self.origin is None:
            return None
        taken = [_room(arrow.place, arrow.anchor, arrow.word) for arrow in (*self.arrows, *self.triad)]
        taken += [_around(mark) for mark in (self.first, *(arrow.end for arrow in self.arrows))]
        places = (Mark(round(self.origin.x + x, 1), round(self.origin.y + y, 1)) for x, y in _BESIDE)
        return next((each for each in places if _has_room(_room(each, "middle", ORIGIN), taken)), None)

    @property
    def triad(self) -> list[Arrow]:
        """The world's axes: right, anterior, superior."""
        flat, _ = _project(np.eye(3))
        start = Mark(*_TRIAD_AT)
        return [
            _arrow(start, Mark(start.x + _TRIAD * x, start.y - _TRIAD * y), letter, colour)
            for (x, y), letter, colour in zip(flat, "RAS", "xyz", strict=True)
        ]

    @property
    def _codes(self) -> str:
        return axis_codes(self.affine)

    @cached_property
    def _projected(self) -> tuple[Points, Points]:
        return _project(_corners(self.affine, self.shape))

    @property
    def _flat(self) -> Points:
        return self._projected[0]

    @property
    def _depth(self) -> Points:
        return self._projected[1]

    @property
    def _extent(self) -> float:
        return float(np.ptp(self._flat, axis=0).max())

    @cached_property
    def _bounds(self) -> tuple[Points, Points]:
        """The lowest and the highest point that is drawn."""
        shown = [self._flat]
        if self.before is not None and np.isfinite(self.before).all():
            shown.append(_project(_corners(self.before, self.shape))[0])
        every = np.concatenate(shown)
        return every.min(axis=0), every.max(axis=0)

    def _mark(self, point: Iterable[float]) -> Mark:
        low, high = self._bounds
        scale = min(
            (WIDTH - 2 * MARGIN) / max(high[0] - low[0], 1e-9), (HEIGHT - 2 * MARGIN) / max(high[1] - low[1], 1e-9)
        )
        x, y = (np.asarray(point) - (low + high) / 2) * scale
        return Mark(round(WIDTH / 2 + float(x), 1), round(HEIGHT / 2 - float(y), 1))

    def _edges(self, flat: Points, depth: Points) -> list[tuple[Mark, Mark, bool]]:
        farthest = int(depth.argmin())
        return [
            (self._mark(flat[one]), self._mark(flat[other]), farthest in (one, other))
            for one, other in itertools.combinations(range(8), 2)
            if (one ^ other).bit_count() == 1
        ]


def _corners(affine: Matrix, shape: tuple[int, int, int]) -> Points:
    """The eight corners in the world; bit 2 of a corner's number is its side along i, bit 1 along j, bit 0 along k."""
    sides = [(-0.5, length - 0.5) for length in shape]
    with np.errstate(all="ignore"):
        found: Points = np.array(list(itertools.product(*sides))) @ affine[:3, :3].T + affine[:3, 3]
    return found


def _project(points: Points) -> tuple[Points, Points]:
    """Flat places (to the right, upwards) and how near the viewer each point is."""
    towards = _VIEWER / np.linalg.norm(_VIEWER)
    right = np.cross(-towards, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    up = np.cross(right, -towards)
    with np.errstate(all="ignore"):
        return points @ np.stack([right, up]).T, points @ towards


def _arrow(start: Mark, end: Mark, word: str, colour: str) -> Arrow:
    """The word stands a little beyond the end, on the side the arrow points to."""
    across, down = end.x - start.x, end.y - start.y
    length = max(float(np.hypot(across, down)), 1.0)
    sideways = across / length
    place = Mark(round(end.x + 8 * sideways, 1), round(end.y + 12 * down / length + 4, 1))
    anchor = "middle" if abs(sideways) < LEAN else "start" if sideways > 0 else "end"
    return Arrow(start, Mark(round(end.x, 1), round(end.y, 1)), word, place, anchor, colour)


@dataclass(frozen=True)
class _Room:
    """What a word takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Room) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _room(place: Mark, anchor: str, word: str) -> _Room:
    width = _LETTER * len(word)
    left = place.x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return _Room(left, place.y - _ASCENT, left + width, place.y + _DESCENT)


def _around(mark: Mark) -> _Room:
    """What the dot at the end of an axis takes up."""
    return _Room(mark.x - _DOT, mark.y - _DOT, mark.x + _DOT, mark.y + _DOT)


def _has_room(wanted: _Room, taken: Iterable[_Room]) -> bool:
    inside = wanted.left >= 0 and wanted.top >= 0 and wanted.right <= WIDTH and wanted.bottom <= HEIGHT
    return inside and not any(wanted.meets(each) for each in taken)
