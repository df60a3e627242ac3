"""Bytes become characters, and every character knows the bytes it comes from."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.privacy.decoded import Text, decoded, unescaped, unpacked


def told(data: bytes) -> list[str]:
    return [text.characters for text in decoded(data, 0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["DOE^JANE, 1961", "Müller, Jürgen", "Zoë Öström"])
def test_a_text_is_read_in_each_encoding(text: str, encoding: str) -> None:
    assert told(text.encode(encoding)) == [text]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_wide_text_may_hold_letters_of_any_script_behind_its_mark(encoding: str) -> None:
    assert told("\ufeff田中 花子".encode(encoding)) == ["\ufeff田中 花子"]


def test_latin_1_is_what_is_no_utf_8() -> None:
    assert told("Müller".encode("latin-1")) == ["Müller"]


def test_nuls_part_texts() -> None:
    assert [(text.characters, text.edges[0]) for text in decoded(b"FSL3.3\0 v2.25\0\0", 100)] == [
        ("FSL3.3", 100),
        (" v2.25", 107),
    ]


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.integers(0, 1000),
)
def test_every_character_of_utf_8_knows_its_bytes(text: str, offset: int) -> None:
    data = text.encode()

    [found] = decoded(data, offset)

    places = [(found.edges[at] - offset, found.stop_of(at + 1) - offset) for at in range(len(text))]
    assert [data[start:stop].decode() for start, stop in places] == list(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("M&uuml;ller &amp; S&#246;hne", "Müller & Söhne"),
        (r"M\u00fcller \"J\u00fcrgen\"", 'Müller "Jürgen"'),
        ("/home/j%C3%BCrgen/DOE%5EJANE", "/home/jürgen/DOE^JANE"),
        (r"\ud83d\ude00 DOE\/JANE", "😀 DOE/JANE"),
    ],
)
def test_escapes_are_resolved(written: str, meant: str) -> None:
    [text] = decoded(written.encode(), 0)

    plain = unescaped(text)

    assert plain is not None
    assert plain.characters == meant


def test_a_text_without_escapes_has_no_other_reading() -> None:
    assert unescaped(Text("AT&T 100% of C:", range(16))) is None


def test_a_character_that_was_escaped_comes_from_all_its_bytes() -> None:
    [text] = decoded(rb"ab\u00fccd", 50)

    plain = unescaped(text)

    assert plain is not None
    assert plain.characters == "abücd"
    assert (plain.edges[2], plain.stop_of(3)) == (52, 58)
    assert (plain.edges[4], plain.stop_of(5)) == (59, 60)


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode, bytes.hex])
def test_packed_text_is_read_and_comes_from_all_its_bytes(encode: Callable[[bytes], bytes | str]) -> None:
    found = encode(b"Patient: DOE^JANE 1961")
    packed = found.encode() if isinstance(found, str) else found
    [text] = decoded(b"key=" + packed + b" end", 10)

    [read] = unpacked(text)

    assert read.characters == "Patient: DOE^JANE 1961"
    assert (read.edges[8], read.stop_of(9)) == (14, 14 + len(packed))


@pytest.mark.parametrize("word", [b"sub01taskrestrun1bold", b"ABCDEFGHIJKLMNOP", b"0123456789abcdef0123"])
def test_what_packs_no_text_is_not_unpacked(word: bytes) -> None:
    assert [found for text in decoded(word, 0) for found in unpacked(text)] == []


@given(st.binary(max_size=60))
def test_any_bytes_can_be_read(data: bytes) -> None:
    for text in decoded(data, 0):
        for reading in (text, unescaped(text) or text, *unpacked(text)):
            assert len(reading.edges) == len(reading.characters) + 1
            assert all(0 <= edge <= len(data) for edge in reading.edges)
            assert list(reading.edges) == sorted(reading.edges)
