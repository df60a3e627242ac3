"""A study's own identifiers are found however they are written, and nobody can read them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.privacy.match import Passage
from inspector.core.privacy.own_list import OwnList

KEY = b"a key"


def found(identifiers: list[str], text: str) -> list[str]:
    matches = OwnList.of(identifiers, KEY).recognizer.find(Passage(text, "descrip"))
    return sorted({text[each.start : each.stop] for each in matches})


@pytest.mark.parametrize("text", ["Doe, Jane", "JANE_DOE", "doe-jane", "of Doe^Jane today", "Döe Jäne"])
def test_order_case_signs_and_accents_do_not_matter(text: str) -> None:
    assert [each.lower().replace("ö", "o") for each in found(["Jane Doe"], text)] != []


def test_a_part_of_it_is_not_it() -> None:
    assert found(["Jane Doe", "4711"], "Jane 47110 Doer Doe") == []


def test_short_words_are_left_out() -> None:
    assert found(["", " ", "ab", "#1"], "ab 1 #1") == []


def test_without_the_key_a_hash_cannot_be_tried() -> None:
    assert not OwnList.of(["Jane Doe"], KEY).hashes & OwnList.of(["Jane Doe"], b"another").hashes


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=60))
def test_any_text_can_be_looked_at(identifiers: list[str], text: str) -> None:
    for match in OwnList.of(identifiers, KEY).recognizer.find(Passage(text, "descrip")):
        assert 0 <= match.start < match.stop <= len(text)
