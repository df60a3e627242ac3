"""What is in the crosshair of the viewer: where it is, and the voxel there. And how it is drawn over a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core.errors import ImageError
from inspector.core.geometry import Matrix
from inspector.core.words import show_value
from inspector.models import Image
from inspector.shown.spaces import Index, Pane, Space, true_minus
from inspector.vault.voxels import Voxel, read_voxel

Numbers = tuple[str, ...]
# In the picture's units: x1, y1, x2, y2 and the colour.
Line = tuple[float, float, float, float, str]
# Half of the gap in the lines, where the voxel is, in parts of the picture's longer side.
GAP = 0.025
# Lines go beyond the picture, to the edge of the pane, which cuts them off.
FAR = 10_000
NOTHING: Numbers = ("–", "–", "–")
# The colour of a line: that of the world axis which its plane is cut across.
COLOURS = {"sagittal": "x", "coronal": "y", "axial": "z"}


@dataclass(frozen=True)
class Crosshair:
    """A step of one space, and the voxel space of the same image."""

    image: Image
    volume: int
    index: Index
    space: Space
    voxels: Space

    @cached_property
    def place(self) -> Matrix | None:
        """In mm, RAS+; None when the affine in use places nothing."""
        return self.space.place(self.index)

    @cached_property
    def voxel(self) -> Voxel | None:
        """None outside of the volume, or where the file ends before it."""
        inside = self.index if self.space.name == "voxel" else self._around
        try:
            return read_voxel(self.image.frozen, self.image.header, inside, self.volume) if inside else None
        except ImageError:
            return None

    @property
    def _around(self) -> Index | None:
        return None if self.place is None else self.voxels.holding(self.place)

    @property
    def rows(self) -> list[tuple[str, Numbers]]:
        """The numbers, by what they are."""
        ras, lps = NOTHING, NOTHING
        if self.place is not None:
            x, y, z = (float(part) for part in self.place)
            ras, lps = _millimetres(x, y, z), _millimetres(-x, -y, z)
        voxel = tuple(str(part) for part in self.voxel.at) if self.voxel else NOTHING
        return [("mm, RAS+", ras), ("mm, LPS+", lps), ("voxel", voxel)]

    @property
    def value(self) -> str:
        return show_value(self.voxel.value) if self.voxel else "none"

    @property
    def stored(self) -> str:
        return show_value(self.voxel.stored) if self.voxel else "none"

    def lines(self, pane: Pane) -> list[Line]:
        return lines(self.space, self.index, pane)


def lines(space: Space, index: Index, pane: Pane) -> list[Line]:
    """Four lines through a step, with a gap in the middle."""
    x, y = (side.at(index, space.counts) for side in (pane.across, pane.down))
    gap = GAP * max(pane.width, pane.height)
    colours = {each.axis: COLOURS[each.plane] for each in space.panes}
    upright, level = colours[pane.across.axis], colours[pane.down.axis]
    return [
        (x, -FAR, x, y - gap, upright),
        (x, y + gap, x, FAR, upright),
        (-FAR, y, x - gap, y, level),
        (x + gap, y, FAR, y, level),
    ]


def _millimetres(*parts: float) -> Numbers:
    return tuple(true_minus(f"{part:.1f}") for part in parts)
