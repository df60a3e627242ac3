"""The spans of an image: every field to its full width, the flag, the gap, the voxels, and what is behind them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.header import Header
from inspector.core.ledger import Held, Kind, Layer, Span, image
from tests.builders import head, voxels
from tests.core.generated import headers
from tests.core.ledger import plainly

DIM = (3, 4, 3, 2, 1, 1, 1, 1)


def laid(data: bytes, block: bytes = b"", *, paired: bool = False) -> Layer:
    return image.single("scan.nii", "stored", Header.parse(data, paired=paired), Held(block))


def of(layer: Layer, surface: str) -> list[tuple[int, int, Kind, str]]:
    return [(span.start, span.stop, span.kind, span.part) for span in layer.spans if span.surface == surface]


@st.composite
def with_comments(draw: st.DrawFn) -> Header:
    """Any bytes in the fields, behind them comments of any bytes that begin no document."""
    content = st.binary(max_size=40).filter(lambda data: data.lstrip()[:1] not in (b"<", b"{", b"["))
    header = draw(headers(chains=st.lists(st.tuples(st.just(6), content), max_size=2)))
    return Header.parse(header.data, paired=False)


@given(with_comments(), st.binary(max_size=80))
def test_every_byte_is_what_looking_at_it_alone_says(header: Header, block: bytes) -> None:
    layer = image.single("scan.nii", "stored", header, Held(block))

    needed = header.voxel_bytes
    assert needed is not None
    assert layer.unaccounted == ""
    assert layer.length == len(header.data) + len(block)
    behind = [Kind.VOXELS] * min(needed, len(block)) + plainly.region(block[needed:])
    assert plainly.per_byte(layer) == plainly.head(header) + behind


@given(headers(), st.binary(max_size=80))
def test_the_files_of_a_pair_are_tiled_whatever_they_hold(header: Header, block: bytes) -> None:
    first = image.head_alone("scan.hdr", "stored", header)
    second = image.voxels_alone("scan.img", "stored", header, Held(block))

    assert (first.unaccounted, first.length) == ("", len(header.data))
    assert (second.unaccounted, second.length) == ("", len(block))


@given(st.sampled_from([1, 2]), st.sampled_from("<>"), st.binary(min_size=700, max_size=900), st.booleans())
def test_any_bytes_behind_a_mark_are_tiled(version: int, order: str, noise: bytes, paired: bool) -> None:
    start = head(version, order)[:8]
    header = Header.parse(start + noise[8:344] + head(1, order)[344:348] + noise[348:], paired=paired)

    layer = image.single("scan.nii", "stored", header, Held(noise))

    assert (layer.unaccounted, layer.length) == ("", len(header.data) + len(noise))


def test_a_text_field_ends_at_its_nul_and_what_is_behind_it_is_told_apart() -> None:
    layer = laid(head(descrip=b"FSL3.3\0 v2.25 NIfTI-1 Single file format"))

    assert of(layer, "descrip") == [
        (148, 154, Kind.TEXT, ""),
        (154, 155, Kind.PADDING, "after its end"),
        (155, 188, Kind.TEXT, "after its end"),
        (188, 228, Kind.PADDING, "after its end"),
    ]


def test_unused_fields_are_what_is_in_them() -> None:
    layer = laid(head(db_name=b"DOE^JANE", data_type=b"\x01\x02", regular=b"r", glmax=255, glmin=b"JANE", extents=0))

    assert of(layer, "db_name")[0] == (14, 22, Kind.TEXT, "")
    assert of(layer, "data_type")[0] == (4, 6, Kind.OPAQUE, "")
    assert of(layer, "regular") == [(38, 39, Kind.STRUCTURE, "")]
    assert of(layer, "glmax") == [(140, 144, Kind.STRUCTURE, "")]
    assert of(layer, "glmin") == [(144, 148, Kind.TEXT, "")]
    assert of(layer, "extents") == [(32, 36, Kind.PADDING, "")]


def test_a_mark_that_is_none_is_looked_at() -> None:
    assert of(laid(head()), "magic") == [(344, 348, Kind.STRUCTURE, "")]
    assert of(laid(head(magic=b"abcd")), "magic") == [(344, 348, Kind.TEXT, "")]


def test_gap_voxels_and_what_is_behind_them() -> None:
    layer = laid(head(gap=b"left here" + bytes(7)), voxels() + b"Smith^John\0")

    assert layer.spans[-6:] == (
        Span(349, 352, Kind.PADDING, "extension flag", "spare bytes"),
        Span(352, 361, Kind.TEXT, "gap before the voxels"),
        Span(361, 368, Kind.PADDING, "gap before the voxels"),
        Span(368, 416, Kind.VOXELS, "voxels"),
        Span(416, 426, Kind.TEXT, "bytes behind the voxels"),
        Span(426, 427, Kind.PADDING, "bytes behind the voxels"),
    )


def test_the_voxels_are_not_read() -> None:
    class Unreadable(Held):
        def read(self, offset: int, count: int) -> bytes:
            assert offset >= 48
            return super().read(offset, count)

    header = Header.parse(head())
    layer = image.single("scan.nii", "stored", header, Unreadable(voxels() + b"behind"))

    assert layer.spans[-1] == Span(400, 406, Kind.TEXT, "bytes behind the voxels")


@pytest.mark.parametrize(
    ("values", "block", "spans"),
    [
        pytest.param({}, 20, [(352, 372, Kind.VOXELS, "")], id="fewer than are claimed"),
        pytest.param({"dim": (7, *[32767] * 7)}, 20, [(352, 372, Kind.VOXELS, "")], id="more than there can be"),
        pytest.param({"dim": (0,) * 8}, 20, [(352, 372, Kind.OPAQUE, "of unknown extent")], id="no axes"),
        pytest.param({}, 0, [], id="none"),
    ],
)
def test_a_claim_of_voxels_is_followed_as_far_as_there_are_bytes(
    values: dict[str, Any], block: int, spans: list[tuple[int, int, Kind, str]]
) -> None:
    layer = laid(head(**values), bytes(block))

    assert of(layer, "voxels") == spans
    assert layer.unaccounted == ""


def test_what_stands_before_the_voxels_of_an_img_is_a_gap() -> None:
    header = Header.parse(head(paired=True, vox_offset=16))

    layer = image.voxels_alone("scan.img", "stored", header, Held(b"MRN 4711".ljust(16, b"\0") + voxels()))

    assert layer.spans == (
        Span(0, 8, Kind.TEXT, "gap before the voxels"),
        Span(8, 16, Kind.PADDING, "gap before the voxels"),
        Span(16, 64, Kind.VOXELS, "voxels"),
    )


def test_a_name_is_text() -> None:
    layer = image.name("file name", "SMITH_JOHN.nii")

    assert layer.spans == (Span(0, 14, Kind.TEXT, "file name"),)
