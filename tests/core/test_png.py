"""Our PNG files are what other programs read, pixel for pixel."""

import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from inspector.core.png import png

SIDES = st.integers(1, 40)


@st.composite
def pictures(draw: st.DrawFn) -> NDArray[np.uint8]:
    shape = (draw(SIDES), draw(SIDES), *draw(st.sampled_from([(), (2,), (3,), (4,)])))
    noise = np.random.default_rng(draw(st.integers(0, 2**32))).integers(0, 256, shape, np.uint8)
    return noise // draw(st.sampled_from([1, 50, 255]))


@given(pictures())
def test_a_png_is_read_back_as_it_was(picture: NDArray[np.uint8]) -> None:
    image = Image.open(BytesIO(png(picture)))

    assert image.mode == {(): "L", (2,): "LA", (3,): "RGB", (4,): "RGBA"}[picture.shape[2:]]
    assert np.array_equal(np.asarray(image), picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 70_000), (70_000, 1), (2048, 2048), (2048, 2048, 3)], ids=str)
def test_pictures_of_any_size_are_read_back(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)

    assert np.array_equal(np.asarray(Image.open(BytesIO(png(picture)))), picture)


def test_a_view_that_is_turned_is_written_as_it_is_seen() -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)

    assert np.array_equal(np.asarray(Image.open(BytesIO(png(picture.T[::-1])))), picture.T[::-1])


def test_the_chunks_carry_their_lengths_and_checksums() -> None:
    file, names = png(np.zeros((5, 7), np.uint8))[8:], []
    while file:
        length = int.from_bytes(file[:4], "big")
        names.append(file[4:8])
        assert zlib.crc32(file[4 : 8 + length]) == int.from_bytes(file[8 + length : 12 + length], "big")
        file = file[12 + length :]

    assert names == [b"IHDR", b"IDAT", b"IEND"]


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((2, 2), "u2"),
        np.zeros((2, 2, 5), "u1"),
        np.zeros((2, 2, 1), "u1"),
        np.zeros(4, "u1"),
        np.zeros((0, 4), "u1"),
    ],
    ids=lambda picture: str((picture.dtype, picture.shape)),
)
def test_what_is_no_picture_is_refused(picture: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match="a PNG is made of bytes"):
        png(picture)
