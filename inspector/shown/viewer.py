"""The viewer: an image as somebody looks at it, in three planes with a crosshair."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from inspector.core.colours import COLORMAPS
from inspector.core.errors import Damaged
from inspector.core.exact import exact_number
from inspector.core.words import format_float
from inspector.forms.look import VOLUME_AXES, Look
from inspector.models import Image
from inspector.shown.crosshair import Crosshair, Line
from inspector.shown.geometry import Lies
from inspector.shown.slices import cut_short
from inspector.shown.slider import Slider
from inspector.shown.spaces import Index, Pane, Space, voxel_space, world_space
from inspector.vault.slices import Grid, NoPicture, volume_at
from inspector.vault.windows import range_of, window_of

INTERPOLATED = {"nearest": "Nearest", "linear": "Linear"}


@dataclass(frozen=True)
class PaneShown:
    """One plane with its slider and its slice; `problem` is why there is no picture."""

    slider: Slider
    source: str
    lines: list[Line]
    label: str
    problem: str


@dataclass(frozen=True)
class VolumeAxis:
    """An axis from the fourth on, and where it is looked at."""

    axis: int
    index: int
    last: int

    @property
    def name(self) -> str:
        return "Volume" if self.axis == VOLUME_AXES[0] else f"Axis {self.axis}"


@dataclass(frozen=True)
class Preset:
    """A window to choose."""

    name: str
    why: str
    low: str
    high: str


@dataclass(frozen=True)
class Viewer:
    """One image and how somebody looks at it. Where `problem` says why, nothing else can be asked for."""

    image: Image
    look: Look

    @cached_property
    def problem(self) -> str:
        """Why there can be no pictures at all."""
        try:
            window_of(self.image.frozen, self._grid, self.volume)
        except (NoPicture, Damaged) as error:
            return str(error)
        return self._no_world if self.look.space == "world" else ""

    @cached_property
    def space(self) -> Space:
        return self._world if self.look.space == "world" and self._world else self.voxels

    @cached_property
    def voxels(self) -> Space:
        return voxel_space(self.image.header, self._grid, self.look.convention)

    @property
    def _world(self) -> Space | None:
        return self._placed[0]

    @property
    def _no_world(self) -> str:
        return self._placed[1]

    @cached_property
    def _placed(self) -> tuple[Space | None, str]:
        try:
            return world_space(self.image.header, self._grid, self.look.convention), ""
        except NoPicture as error:
            return None, str(error)

    @cached_property
    def _grid(self) -> Grid:
        return Grid.of(self.image.header, self.image.voxels_length)

    @cached_property
    def crosshair(self) -> Crosshair:
        found = list(self._start)
        for pane in self.space.panes:
            if pane.plane in self.look.values:
                found[pane.axis] = self.space.nearest(pane.axis, self.look.values[pane.plane])
        return Crosshair(self.image, self.volume, (found[0], found[1], found[2]), self.space, self.voxels)

    @property
    def _start(self) -> Index:
        """The middle voxel, wherever it lies."""
        place = self.voxels.place(self.voxels.middle)
        return self.voxels.middle if self.space is self.voxels or place is None else self.space.nearby(place)

    @cached_property
    def volume_axes(self) -> list[VolumeAxis]:
        return [
            VolumeAxis(axis, min(max(self.look.volume.get(axis, 0), 0), length - 1), length - 1)
            for axis, length in zip(VOLUME_AXES, self.image.header.shape[3:], strict=False)
        ]

    @cached_property
    def volume(self) -> int:
        return volume_at(self.image.header, [axis.index for axis in self.volume_axes])

    @property
    def has_window(self) -> bool:
        """Whether black and white mean anything: colours are shown as they are."""
        return self._grid.dtype.names is None

    @cached_property
    def presets(self) -> list[Preset]:
        frozen, header = self.image.frozen, self.image.header
        (low, high), (least, greatest) = (each(frozen, self._grid, self.volume) for each in (window_of, range_of))
        found = [
            _preset("Automatic", "from the 1st to the 99.5th percentile of the values", low, high),
            _preset("Full range", "from the least to the greatest of up to 100,000 values", least, greatest),
        ]
        low, high = header.number("cal_min"), header.number("cal_max")
        return [*found, _preset("cal_min to cal_max", "as the header says", low, high)] if low < high else found

    @cached_property
    def window(self) -> tuple[str, str]:
        """The values shown as black and as white, as they stand in the address."""
        low, high = self.look.low, self.look.high
        usual = self.presets[0]
        return usual.low if low is None else exact_number(low), usual.high if high is None else exact_number(high)

    @property
    def kept(self) -> tuple[str, str]:
        """The window that the pictures are drawn with; colours have none."""
        return self.window if self.has_window else ("0", "1")

    @property
    def typed_window(self) -> tuple[str, str]:
        """The window as it stands in the form: what was typed, where it cannot be used."""
        return (self.look.typed["low"], self.look.typed["high"]) if self.look.problem else self.window

    @cached_property
    def panes(self) -> list[PaneShown]:
        return [self._shown(pane) for pane in self.space.panes]

    def _shown(self, pane: Pane) -> PaneShown:
        space, crosshair, slider = self.space, self.crosshair, Slider.at(self.space, pane, self.crosshair.index)
        place = f"slice {slider.told}" if space.name == "voxel" else f"{slider.told} mm"
        label = f"{slider.name}, {place}, value {crosshair.value}"
        where = f"{pane.query}&{pane.where(space, crosshair.index)}&{self._how}"
        source = f"{reverse('api:slice', args=[self.image.pk])}?{where}"
        stored = space.name == "voxel" and self.volume == 0
        problem = cut_short(self.image, self._grid, pane.axis, slider.step) if stored else ""
        return PaneShown(slider, source, crosshair.lines(pane), label, problem)

    @cached_property
    def _how(self) -> str:
        """What the addresses of all three pictures say."""
        low, high = self.kept
        told = {"volume": ",".join(str(axis.index) for axis in self.volume_axes) or "0", "low": low, "high": high}
        told["colormap"] = self.look.colormap
        if self.space.name == "world":
            told["interpolation"] = self.look.interpolation
        return urlencode({**told, "convention": self.look.convention, "revision": self.image.revision}, safe=",")

    @property
    def colormaps(self) -> list[tuple[str, str]]:
        return list(COLORMAPS.items())

    @property
    def interpolations(self) -> list[tuple[str, str]]:
        return list(INTERPOLATED.items())

    @property
    def lies(self) -> Lies:
        return Lies(self.image.header)

    @property
    def ways(self) -> list[tuple[str, str]]:
        """The two spaces, each with this page's address in it, at the same place."""
        place = self.crosshair.place
        found = []
        for name, space in (("voxel", self.voxels), ("world", self._world)):
            there = {} if space is None or place is None else space.values(space.nearby(place))
            found.append((name, "?" + urlencode({**self._state, "space": name, **there})))
        return found

    @property
    def address(self) -> str:
        """This page as it is, but for left and right: for whoever turns these round."""
        state = {**self._state, "space": self.space.name, **self.space.values(self.crosshair.index)}
        return f"{reverse('view', args=[self.image.pk])}?{urlencode(state)}"

    @property
    def _state(self) -> dict[str, str]:
        """What an address says besides space, place, left and right."""
        return {
            **{f"axis{axis.axis}": str(axis.index) for axis in self.volume_axes},
            **({"low": self.window[0], "high": self.window[1]} if self.has_window else {}),
            "colormap": self.look.colormap,
            "interpolation": self.look.interpolation,
        }

    @property
    def as_json(self) -> str:
        """What the page's scripts need to know."""
        spaces = {space.name: space.as_json() for space in (self.voxels, self._world) if space}
        addresses = {name: reverse(f"api:{name}", args=[self.image.pk]) for name in ("slice", "voxel")}
        panes = {pane.plane: pane.as_json() for pane in self.space.panes}
        told = {"space": self.space.name, "spaces": spaces, "panes": panes, "revision": self.image.revision}
        return json.dumps({**told, **addresses, "convention": self.look.convention})


def _preset(name: str, why: str, low: float, high: float) -> Preset:
    rounded = format_float(low), format_float(high)
    return Preset(name, why, *(rounded if rounded[0] != rounded[1] else (exact_number(low), exact_number(high))))
