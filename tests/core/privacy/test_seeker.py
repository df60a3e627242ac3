"""Byte strings are found in a stream exactly when they are in it, however it is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.core.privacy.seeker import Seeker

# Few letters, so that what is looked for overlaps, repeats itself and is there.
LETTERS = st.sampled_from([b"a", b"b", b"\0"])
TEXTS = st.lists(LETTERS, min_size=2, max_size=6).map(b"".join)
PIECES = st.lists(st.lists(LETTERS, max_size=9).map(b"".join), max_size=6)


@settings(max_examples=60)
@given(st.sets(TEXTS, max_size=4), PIECES)
def test_what_is_found_is_there_and_one_of_them_is_found_where_one_is(sought: set[bytes], pieces: list[bytes]) -> None:
    seeker = Seeker(sought)
    for piece in pieces:
        seeker.look(piece)

    stream = b"".join(pieces)
    there = {text for text in sought if text in stream}
    # Of two that begin at the same byte the longer one is told.
    assert seeker.found <= there
    assert {text for text in there if not any(other != text and other.startswith(text) for other in there)} <= (
        seeker.found
    )


def test_a_single_byte_is_nothing_to_look_for() -> None:
    with pytest.raises(ValueError, match="two bytes at least"):
        Seeker([b"a", b"bc"])
