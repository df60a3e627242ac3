"""Colour maps: grey levels, and whole numbers that name regions, as colours."""

import colorsys
from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from inspector.core.render import grey

Colours = NDArray[np.uint8]
Colormap = Literal["gray", "hot", "viridis", "labels"]
COLORMAPS: Final[Mapping[Colormap, str]] = {
    "gray": "Grey",
    "hot": "Hot: black, red, yellow, white",
    "viridis": "Viridis: blue, green, yellow",
    "labels": "Labels: a colour for each whole number",
}
# The colours of viridis (van der Walt and Smith, CC0) at sixteen even steps; those between are mixed.
_VIRIDIS: Final = (
    "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725"
)
_HOT: Final = "000000 ff0000 ffff00 ffffff"
# Neighbouring numbers are this far apart on the circle of hues, as a part of it: no few of them come near each other.
_GOLDEN: Final = 0.618034


def table(colormap: Colormap) -> Colours:
    """The colours of 256 levels: (256, 3). Of labels, those of the numbers 0 to 255."""
    return _TABLES[colormap]


def coloured(levels: NDArray[np.uint8], colormap: Colormap) -> NDArray[np.uint8]:
    """Levels as a picture: grey ones as they are, others with a last axis of red, green, blue."""
    return levels if colormap == "gray" else _TABLES[colormap].take(levels, axis=0)


def painted(values: NDArray[Any], low: float, high: float, colormap: Colormap) -> NDArray[np.uint8]:
    """Values as a picture, black at `low` and white at `high`; labels have no window, and colours stay as they are."""
    if values.ndim == 3:
        return _bytes(values)
    levels = labelled(values) if colormap == "labels" else grey(values, low, high)
    return coloured(levels, colormap)


def labelled(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Each value as a number of the labels' table: 0 and what is no number stay black, after 255 comes 1 again."""
    with np.errstate(all="ignore"):
        whole = np.rint(np.where(np.isfinite(values), values, 0))
        return np.where(whole == 0, 0, np.mod(whole - 1, 255) + 1).astype(np.uint8)


def bar(colormap: Colormap) -> NDArray[np.uint8]:
    """A picture of one row, from the colour of black to that of white."""
    return coloured(np.arange(256, dtype=np.uint8)[np.newaxis], colormap)


def _bytes(values: NDArray[Any]) -> Colours:
    found: Colours = np.rint(values).astype(np.uint8)
    return found


def _mixed(colours: str) -> Colours:
    stops = np.array([list(bytes.fromhex(colour)) for colour in colours.split()], np.float64)
    at = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(at, np.arange(len(stops)), stops[:, channel]) for channel in range(3)]
    return _bytes(np.stack(channels, axis=-1))


def _labels() -> Colours:
    """Bright hues in turn, a little lighter or paler every other round."""
    colours = [
        colorsys.hsv_to_rgb(number * _GOLDEN % 1, (0.85, 0.6, 0.75)[number % 3], (0.95, 1.0, 0.75)[number % 3])
        for number in range(256)
    ]
    found = _bytes(np.array(colours) * 255)
    found[0] = 0
    return found


_TABLES: Final[Mapping[Colormap, Colours]] = {
    "gray": np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1),
    "hot": _mixed(_HOT),
    "viridis": _mixed(_VIRIDIS),
    "labels": _labels(),
}
