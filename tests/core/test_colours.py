"""Colour maps run from dark to bright; labels tell neighbouring numbers apart."""

import numpy as np
import pytest

from inspector.core.colours import COLORMAPS, Colormap, bar, labelled, painted, table


@pytest.mark.parametrize(
    ("colormap", "ends"),
    [
        ("gray", [[0, 0, 0], [255, 255, 255]]),
        ("hot", [[0, 0, 0], [255, 255, 255]]),
        ("viridis", [[68, 1, 84], [253, 231, 37]]),
    ],
)
def test_a_colour_map_grows_brighter_level_by_level(colormap: Colormap, ends: list[list[int]]) -> None:
    colours = table(colormap).astype(float)

    assert colours[[0, -1]].tolist() == ends
    brightness = colours @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(brightness) > -1).all()


def test_labels_have_a_colour_each_and_nothing_is_black() -> None:
    colours = table("labels").astype(int)

    assert colours[0].tolist() == [0, 0, 0]
    assert len({tuple(colour) for colour in colours.tolist()}) == 256
    assert np.abs(np.diff(colours[1:], axis=0)).sum(axis=1).min() > 100


def test_a_value_has_the_label_of_its_whole_number() -> None:
    values = np.array([0, 1, 255, 256, 511, -1, 1.4, np.nan, np.inf])

    assert labelled(values).tolist() == [0, 1, 255, 1, 1, 254, 1, 0, 0]


def test_values_are_painted_by_the_window_labels_by_their_number_and_colours_as_they_are() -> None:
    values = np.array([[0.0, 5.0, 10.0]])
    colours = np.array([[[1, 2, 3]]], np.uint8)

    assert painted(values, 0, 10, "gray").tolist() == [[0, 128, 255]]
    assert painted(values, 0, 10, "hot").tolist() == [[[0, 0, 0], table("hot")[128].tolist(), [255, 255, 255]]]
    assert painted(values, 0, 1, "labels")[0].tolist() == table("labels")[[0, 5, 10]].tolist()
    assert painted(colours, 0, 1, "hot").tolist() == colours.tolist()


@pytest.mark.parametrize("colormap", COLORMAPS)
def test_a_bar_shows_every_level(colormap: Colormap) -> None:
    shown = bar(colormap)

    assert shown.shape[:2] == (1, 256)
    assert np.array_equal(shown[0] if shown.ndim == 3 else shown[0][:, None].repeat(3, axis=1), table(colormap))
