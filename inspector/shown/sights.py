"""Slices of one image in two states, both in one and the same frame of the world, with one voxel marked in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

import numpy as np

from inspector.core.exact import exact_number
from inspector.core.geometry import Matrix
from inspector.core.header import Header
from inspector.core.linked import SAME_MM
from inspector.core.meaning import amount
from inspector.core.outline import Spot, outline, spot
from inspector.core.render import PLANES, Plane
from inspector.core.world import NORMAL, Frame, Point, bounds
from inspector.models import Revision

# The marked voxel lies so far from the middle of the volume, in parts of its width: to the right, front and head.
ASIDE = np.array([0.22, 0.12, 0.0])
# Parts of a picture's longer side.
RING = 0.03
WAYS = (("left", "right"), ("back", "front"), ("feet", "head"))

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class State:
    """One of the two: what it is called, the header that places the voxels, and the revision they are drawn from.

    `length` is how many bytes of voxels that revision has.
    """

    name: str
    header: Header
    revision: int
    length: int

    @classmethod
    def stored(cls, revision: Revision, name: str = "") -> State:
        """As a stored revision has it."""
        return cls(name or f"r{revision.number}", revision.header, revision.number, revision.voxels_length)

    @property
    def shape(self) -> Shape:
        """The lengths of the first three axes."""
        first, second, third = (*self.header.shape, 1, 1, 1)[:3]
        return first, second, third


@dataclass(frozen=True)
class Side:
    """One of the two pictures of a plane.

    `own` and `other` are the outlines of both states, `ring` the place of the marked voxel, in pixels; `at` is where
    it lies in the world (mm RAS+), and `away` how far from the plane, "" in it.
    """

    state: State
    query: str
    own: str
    other: str
    ring: Spot
    at: Point
    away: str

    @property
    def side(self) -> str:
        """The patient's side that the marked voxel is on, by its x."""
        return "" if abs(self.at[0]) < SAME_MM else WAYS[0][self.at[0] > 0]

    @property
    def x(self) -> str:
        return signed(self.at[0])

    @property
    def rest(self) -> str:
        return f"y = {signed(self.at[1])}, z = {signed(self.at[2])}"


@dataclass(frozen=True)
class View:
    """Both pictures of one plane."""

    plane: Plane
    frame: Frame
    sides: tuple[Side, Side]

    @property
    def ring(self) -> float:
        """The radius of the ring, in pixels."""
        return round(RING * max(self.frame.rows, self.frame.columns), 1)


@dataclass(frozen=True)
class Sights:
    """Two states and their affines in use (4x4, voxel to mm RAS+, invertible)."""

    states: tuple[State, State]
    affines: tuple[Matrix, Matrix]

    @property
    def placed(self) -> list[tuple[Matrix, Shape]]:
        return [(affine, state.shape) for affine, state in zip(self.affines, self.states, strict=True)]

    @property
    def across(self) -> float:
        """The longest side, in mm, of a box in the world that holds both; may be infinite."""
        low, high = bounds(self.placed)
        with np.errstate(all="ignore"):
            return float(np.max(high - low))

    @property
    def smaller(self) -> float:
        """The longest side of such a box around the smaller one of the two."""
        return min(float(np.max(high - low)) for low, high in (bounds([each]) for each in self.placed))

    @cached_property
    def voxel(self) -> Shape:
        """The indices of the voxel that is marked: a little to the right and the front of the middle."""
        low, high = bounds(self.placed[:1])
        at = np.linalg.inv(self.affines[0]) @ np.array([*((low + high) / 2 + ASIDE * (high - low)), 1.0])
        last = np.min([state.shape for state in self.states], axis=0) - 1
        i, j, k = (int(index) for index in np.clip(np.round(at[:3]), 0, last))
        return i, j, k

    @cached_property
    def marked(self) -> tuple[Point, Point]:
        """Where the marked voxel lies in both."""
        first, second = (_point(affine @ (*self.voxel, 1)) for affine in self.affines)
        return first, second

    @cached_property
    def views(self) -> list[View]:
        """The three planes; first the one that comes closest to having the marked voxel in both pictures."""
        before, after = self.marked
        ways = {plane: round(abs(after[NORMAL[plane]] - before[NORMAL[plane]]), 2) for plane in PLANES}
        return [self._view(plane) for plane in sorted(PLANES, key=lambda plane: ways[plane])]

    def _view(self, plane: Plane) -> View:
        frame = Frame.around(self.placed, plane)
        centre = np.array(frame.centre)
        centre[NORMAL[plane]] = self._through(NORMAL[plane])
        frame = replace(frame, centre=_point(centre))
        first, second = (
            _line(frame, affine, state.shape) for affine, state in zip(self.affines, self.states, strict=True)
        )
        return View(plane, frame, (self._side(frame, 0, first, second), self._side(frame, 1, second, first)))

    def _side(self, frame: Frame, number: int, own: str, other: str) -> Side:
        state, at = self.states[number], self.marked[number]
        right, down = spot(frame, at)
        ring = round(right, 1), round(down, 1)
        return Side(state, _query(frame, state, self.affines[number]), own, other, ring, at, _away(frame, at))

    def _through(self, normal: int) -> float:
        """Where along an axis the plane across it lies: at the marked voxel now, or where both are met."""
        reaches = [bounds([each]) for each in self.placed]
        low, high = max(low[normal] for low, _ in reaches), min(high[normal] for _, high in reaches)
        here = self.marked[0][normal]
        return float(low + high) / 2 if low < high and not low < here < high else here


def signed(number: float) -> str:
    """A coordinate in mm to one decimal, with its sign, a true minus."""
    shown = f"{number:+.1f}"
    return "0.0" if float(shown) == 0 else shown.replace("-", "−")


def _line(frame: Frame, affine: Matrix, shape: Shape) -> str:
    """An outline as SVG has it."""
    return " ".join(f"{right:.1f},{down:.1f}" for right, down in outline(frame, affine, shape))


def _query(frame: Frame, state: State, affine: Matrix) -> str:
    """What asks for the picture of a state, as an address has it."""
    asked = {
        "space": "world",
        "plane": frame.plane,
        "centre": _numbers(frame.centre),
        "field": _numbers(frame.field),
        "size": max(frame.rows, frame.columns),
        "affine": _numbers(affine[:3].ravel()),
        "revision": state.revision,
    }
    return urlencode(asked, safe=",")


def _numbers(numbers: Sequence[float] | Matrix) -> str:
    return ",".join(exact_number(float(number)) for number in numbers)


def _point(place: Matrix) -> Point:
    x, y, z = (float(way) for way in place[:3])
    return x, y, z


def _away(frame: Frame, place: Point) -> str:
    """How far a place lies from a plane, and which way."""
    normal = NORMAL[frame.plane]
    distance = place[normal] - frame.centre[normal]
    near = abs(distance) <= frame.pixel / 2
    return "" if near else f"{amount(abs(distance))} mm from this slice, to the {WAYS[normal][distance > 0]}"
