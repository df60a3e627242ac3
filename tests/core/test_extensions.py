"""The chain of extensions: whatever sizes it claims, it is walked within the bytes that are there."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.extensions import MOST, walk
from inspector.core.header import Header
from tests.builders import extension, head


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("version", [1, 2])
def test_extensions_are_listed_with_their_place_and_text(version: int, order: str) -> None:
    header = Header.parse(head(version, order, extensions=[(6, b"a comment"), (2, b"\x08\x00\xff"), (99, b"")]))

    start = header.fixed_size + 4
    assert [(each.index, each.code, each.kind, each.offset, each.size, each.text) for each in header.extensions] == [
        (0, 6, "comment", start, 32, "a comment"),
        (1, 2, "DICOM", start + 32, 16, None),
        (2, 99, "code 99", start + 48, 16, None),
    ]
    assert header.extension_problem is None
    assert header.gap == b""


def test_without_the_flag_the_bytes_are_a_gap() -> None:
    header = Header.parse(head(gap=extension(6, b"not announced")))
    assert header.extensions == ()
    assert header.extension_problem is None
    assert header.gap == extension(6, b"not announced")


@pytest.mark.parametrize(
    ("tail", "part"),
    [
        pytest.param(bytes(16), "claims 0 bytes", id="zeros"),
        pytest.param(b"\xaa" * 64, "claims -1,431,655,766 bytes", id="0xAA"),
        pytest.param(struct.pack("<ii", 2**31 - 1, 6) + bytes(8), "claims 2,147,483,647 bytes", id="2 GB"),
        pytest.param(struct.pack("<ii", 8, 6) + bytes(8), "needs at least 16", id="too small"),
        pytest.param(struct.pack("<ii", 32, 6) + bytes(8), "16 bytes are left", id="one step too far"),
        pytest.param(b"abc", "3 bytes follow that belong to none", id="a few bytes"),
    ],
)
def test_a_chain_that_does_not_fit_is_walked_as_far_as_it_does(tail: bytes, part: str) -> None:
    header = Header.parse(head(extensions=[(6, b"fine")], gap=tail))

    assert [each.text for each in header.extensions] == ["fine"]
    assert header.extension_problem is not None
    assert part in header.extension_problem
    assert header.gap == tail


@given(st.binary(max_size=200), st.sampled_from("<>"))
def test_any_bytes_are_walked_without_failing(data: bytes, order: str) -> None:
    chain = walk(data, 0, order)

    assert b"".join(data[each.offset : each.offset + each.size] for each in chain.extensions) == data[: chain.end]
    assert (chain.problem is None) == (chain.end == len(data))


def test_a_head_full_of_the_smallest_extensions_is_listed_in_part() -> None:
    chain = walk(extension(6, b"") * (MOST + 1), 0, "<")
    assert len(chain.extensions) == MOST
    assert chain.problem == "More than 4,096 extensions: those from byte 65,536 on are not listed."


@pytest.mark.parametrize(
    ("code", "data", "text"),
    [
        pytest.param(44, b'{"SpectrometerFrequency": [123.2]}', '{"SpectrometerFrequency": [123.2]}', id="JSON"),
        pytest.param(6, "Zürich".encode("latin-1"), "Zürich", id="a comment in Latin-1"),
        pytest.param(6, b"one\0two", "one\0two", id="a comment with a NUL inside"),
        pytest.param(40, b"plain words", "plain words", id="text under a code for data"),
        pytest.param(16, b"\x80\x04\x95", None, id="a pickle"),
        pytest.param(40, b"words\x01", None, id="control characters"),
        pytest.param(0, b"", None, id="nothing"),
    ],
)
def test_data_is_shown_as_text_when_it_is_text(code: int, data: bytes, text: str | None) -> None:
    (found,) = Header.parse(head(extensions=[(code, data)])).extensions
    assert found.text == text
    assert found.data.rstrip(b"\0") == data
