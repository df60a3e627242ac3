"""The three slices through the middle of an image, as the header page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.geometry import Geometry
from inspector.core.render import PLANES, Plane, orient, pixels
from inspector.core.words import counted
from inspector.models import Image
from inspector.vault.previews import Plan
from inspector.vault.slices import Grid, NoPicture

TALL = 2.6


@dataclass(frozen=True)
class Slice:
    """One picture: the letters at its edges and its size in pixels."""

    plane: str
    letters: dict[str, str]
    width: int
    height: int
    alt: str
    problem: str = ""


@dataclass(frozen=True)
class Slices:
    """Three pictures, or the sentence that stands in their place."""

    pictures: tuple[Slice, ...] = ()
    volumes: int = 1
    problem: str = ""
    reduced: str = ""

    @property
    def side_by_side(self) -> bool:
        """Whether the pictures are too tall to stand above each other."""
        return sum(each.height / each.width for each in self.pictures) > TALL


def three(image: Image) -> Slices:
    """The axial, coronal and sagittal slice through the middle of the first volume."""
    try:
        grid = Grid.of(image.header, image.voxels_length)
    except NoPicture as error:
        return Slices(problem=str(error))
    found = tuple(_slice(image, grid, plane) for plane in PLANES)
    if all(each.problem for each in found):
        return Slices(problem=found[0].problem)
    return Slices(found, grid.volumes, reduced=_reduced(image, grid))


def _reduced(image: Image, grid: Grid) -> str:
    """What the pictures of a large image are made of, "" where it is the stored voxels."""
    plan = Plan.of(grid, 0, image.voxels_length)
    if plan is None or plan.boxes.box == (1, 1, 1):
        return ""
    codes = Geometry.of(image.header).axis_codes
    planes = " and ".join(plane for plane in PLANES if plan.serves(orient(codes, plane).axis))
    return "{} show means of {} × {} × {} voxels".format(planes, *plan.boxes.box)


def _slice(image: Image, grid: Grid, plane: Plane) -> Slice:
    geometry = Geometry.of(image.header)
    view = orient(geometry.axis_codes, plane)
    spacing = geometry.voxel_sizes[view.rows], geometry.voxel_sizes[view.columns]
    height, width = pixels((grid.shape[view.rows], grid.shape[view.columns]), spacing)
    middle, letters = grid.shape[view.axis] // 2, view.letters
    place = f"{plane.capitalize()} slice {middle} of {image.name}"
    alt = f"{place}: {letters['top']} is up, {letters['left']} is left"
    return Slice(plane, letters, width, height, alt, cut_short(image, grid, view.axis, middle))


def cut_short(image: Image, grid: Grid, axis: int, index: int) -> str:
    """Why this slice of the first volume cannot be drawn: the file ends before its last voxel."""
    last = [index if each == axis else length - 1 for each, length in enumerate(grid.shape)]
    voxel = last[0] + grid.shape[0] * (last[1] + grid.shape[1] * last[2])
    needed = grid.start + ((voxel + 1) * grid.bits + 7) // 8
    missing = (image.header.voxel_bytes or needed) + grid.start - image.voxels_length
    return f"No picture: the file ends {counted(missing, 'byte')} early." if needed > image.voxels_length else ""
