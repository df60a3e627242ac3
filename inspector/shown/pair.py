"""Slices of two images in one space: the same plane, the same pixels, one crosshair."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse

from inspector.core.colours import COLORMAPS
from inspector.core.comparison import Placed
from inspector.core.geometry import Geometry, Matrix
from inspector.core.render import DEFAULT_SIZE
from inspector.core.world import holding
from inspector.forms.beside import LOOKS, TwoLook
from inspector.models import Revision
from inspector.shown.crosshair import NOTHING, Line, Numbers, lines
from inspector.shown.slider import Slider
from inspector.shown.spaces import Index, Pane, Space, shared_space, true_minus
from inspector.vault.slices import Grid, NoPicture


@dataclass(frozen=True, eq=False)
class Half:
    """One of the two: its revision, the volume that is shown, how it lies."""

    name: str
    revision: Revision
    volume: int
    volumes: int
    placed: Placed
    colormap: str

    @property
    def query(self) -> str:
        """What the addresses of its pictures say besides plane and place."""
        told = {"volume": str(self.volume), "colormap": self.colormap, "revision": str(self.revision.number)}
        return urlencode(told)

    @property
    def address(self) -> str:
        return reverse("api:slice", args=[self.revision.image_id])

    @property
    def last(self) -> int:
        return self.volumes - 1

    def voxel(self, place: Matrix) -> Numbers:
        """The indices of the voxel at a place in mm."""
        at = holding(self.placed.affine, self.placed.shape, place)
        return tuple(map(str, at)) if at else NOTHING


@dataclass(frozen=True)
class HalfShown:
    """One picture of a plane."""

    half: Half
    source: str
    label: str


@dataclass(frozen=True)
class PaneShown:
    """One plane with its slider, the lines of the crosshair and both pictures."""

    slider: Slider
    lines: list[Line]
    halves: tuple[HalfShown, HalfShown]


@dataclass(frozen=True)
class Pair:
    """Two revisions and how somebody looks at them. Where `problem` says why, there are no pictures."""

    first: Revision
    second: Revision
    names: tuple[str, str]
    look: TwoLook

    @cached_property
    def problem(self) -> str:
        try:
            _ = self.space
        except NoPicture as error:
            return str(error)
        return ""

    @cached_property
    def halves(self) -> tuple[Half, Half]:
        """Raises NoPicture."""
        colours = ("gray", self.look.colormap)
        one, other = (
            _half(*each) for each in zip(self.names, (self.first, self.second), self.look.volumes, colours, strict=True)
        )
        return one, other

    @cached_property
    def space(self) -> Space:
        """Raises NoPicture."""
        volumes = [(half.placed.affine, half.placed.shape) for half in self.halves]
        known = all(Geometry.of(each.header).axis_codes for each in (self.first, self.second))
        return shared_space(volumes, self.look.convention, known=known, size=DEFAULT_SIZE)

    @cached_property
    def index(self) -> Index:
        """Where the crosshair is: where the address says, else in the middle of the first."""
        found = list(self.space.nearby(self.halves[0].placed.centre))
        for pane in self.space.panes:
            if pane.plane in self.look.values:
                found[pane.axis] = self.space.nearest(pane.axis, self.look.values[pane.plane])
        return found[0], found[1], found[2]

    @property
    def cursor(self) -> list[tuple[str, Numbers]]:
        """The place in mm, and the voxel of each that lies there."""
        place = self.space.place(self.index)
        if place is None:
            return []
        rows = [("mm, RAS+", tuple(true_minus(f"{float(part):.1f}") for part in place))]
        return [*rows, *((half.name, half.voxel(place)) for half in self.halves)]

    @property
    def panes(self) -> list[PaneShown]:
        return [self._shown(pane) for pane in self.space.panes]

    @property
    def looks(self) -> list[tuple[str, str]]:
        return list(LOOKS.items())

    @property
    def colormaps(self) -> list[tuple[str, str]]:
        return list(COLORMAPS.items())

    @property
    def as_json(self) -> str:
        """What the page's scripts need to know."""
        halves = [
            {
                "slice": half.address,
                "name": half.name,
                "revision": half.revision.number,
                "inverse": np.linalg.inv(half.placed.affine)[:3].tolist(),
                "shape": half.placed.shape,
            }
            for half in self.halves
        ]
        panes = {pane.plane: pane.as_json() for pane in self.space.panes}
        return json.dumps(
            {
                "space": self.space.as_json(),
                "panes": panes,
                "halves": halves,
                "look": self.look.look,
                "convention": self.look.convention,
            }
        )

    def _shown(self, pane: Pane) -> PaneShown:
        space, slider = self.space, Slider.at(self.space, pane, self.index)
        where = f"{pane.query}&{pane.where(space, self.index)}&convention={self.look.convention}"
        place = f"{slider.name}, {slider.told} mm"
        one, other = (
            HalfShown(half, f"{half.address}?{where}&{half.query}", f"{place}, {half.name}") for half in self.halves
        )
        return PaneShown(slider, lines(space, self.index, pane), (one, other))


def _half(name: str, revision: Revision, volume: int, colormap: str) -> Half:
    """Raises NoPicture where voxels cannot be read or nothing places them."""
    header = revision.header
    try:
        grid = Grid.of(header, revision.voxels_length)
    except NoPicture as error:
        raise NoPicture(f"{name}: {error}") from None
    placed = Placed.of(header)
    if placed is None:
        raise NoPicture(f"{name}: no picture in world space, since the matrix in use cannot be used.")
    return Half(name, revision, min(volume, grid.volumes - 1), grid.volumes, placed, colormap)
