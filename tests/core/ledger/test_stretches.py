"""Bytes of which nothing is known are cut at their zeros, and each piece is text or not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.core.ledger import Held, Kind, Span, Track
from inspector.core.ledger.stretches import MOST, classes, kind_of, lay_data, lay_region
from tests.core.ledger import plainly

PARTS = st.one_of(
    st.binary(max_size=12),
    st.integers(0, 20).map(bytes),
    st.text(max_size=8).map(lambda text: text.encode("utf-8")),
    st.text(max_size=8).map(lambda text: text.encode("utf-16-le")),
)


@given(st.lists(PARTS, max_size=8).map(b"".join))
def test_every_byte_is_what_looking_at_it_alone_says(data: bytes) -> None:
    track = Track()

    lay_data(track, data, "gap")

    layer = track.layer("scan.nii", "stored", Held(data))
    assert layer.unaccounted == ""
    assert plainly.per_byte(layer) == plainly.region(data)


@given(st.lists(PARTS, max_size=8))
@example([b"a\xc3\0", b"\xabb" + b"\xab" * 4])
def test_it_does_not_matter_in_which_pieces_they_are_read(pieces: list[bytes]) -> None:
    assert list(classes(pieces)) == list(classes([b"".join(pieces)]))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"", Kind.PADDING, id="nothing"),
        pytest.param(bytes(5), Kind.PADDING, id="zeros"),
        pytest.param(b"Smith^John", Kind.TEXT, id="ASCII"),
        pytest.param("Zoë".encode(), Kind.TEXT, id="UTF-8"),
        pytest.param("Zoë".encode("latin-1"), Kind.TEXT, id="Latin-1"),
        pytest.param("Ольга".encode(), Kind.TEXT, id="UTF-8 without a Latin letter"),
        pytest.param("Smith".encode("utf-16"), Kind.TEXT, id="UTF-16 with its mark"),
        pytest.param("Smith".encode("utf-16-be"), Kind.TEXT, id="UTF-16 of the other byte order"),
        pytest.param(b"two\r\n\tlines", Kind.TEXT, id="lines"),
        pytest.param(b"\xaa" * 9, Kind.OPAQUE, id="no UTF-8 and no ASCII"),
        pytest.param(b"\x01text", Kind.OPAQUE, id="a control character"),
        pytest.param(b"text\x7f", Kind.OPAQUE, id="the last control character"),
    ],
)
def test_what_counts_as_text(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind


def test_text_in_a_sea_of_zeros_is_found() -> None:
    track = Track()

    data = bytes(100) + b"SMITH\0\0JOHN" + bytes(8) + b"\x01\x02" + bytes(3)
    lay_data(track, data, "gap")

    assert track.layer("scan.nii", "stored", Held(data)).spans == (
        Span(0, 100, Kind.PADDING, "gap"),
        Span(100, 111, Kind.TEXT, "gap"),
        Span(111, 119, Kind.PADDING, "gap"),
        Span(119, 121, Kind.OPAQUE, "gap"),
        Span(121, 124, Kind.PADDING, "gap"),
    )


def test_what_is_cut_into_too_many_ends_as_one_opaque_span() -> None:
    data = (b"a" + bytes(8)) * MOST
    track = Track()

    lay_region(track, Held(data), 0, len(data), "gap")

    layer = track.layer("scan.nii", "stored", Held(data))
    assert layer.unaccounted == ""
    assert len(layer.spans) == MOST + 1
    assert layer.spans[-1] == Span(len(data) // 2, len(data), Kind.OPAQUE, "gap")
