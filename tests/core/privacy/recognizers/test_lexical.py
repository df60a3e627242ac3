"""Recognizers that know words find their examples and leave programs and scanners alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.lexical import LEXICAL
from inspector.core.privacy.recognizers.table import Kind

HIGH, MEDIUM = 0.8, 0.5
EXAMPLES = [(kind, text) for kind in LEXICAL for text in kind.examples]
NEAR_MISSES = [(kind, text) for kind in LEXICAL for text in kind.near_misses]


def score(kind: Kind, text: str, surface: str = "descrip") -> float:
    """The score of all matches of one recognizer together."""
    rest = 1.0
    for match in kind.find(Passage(text, surface)):
        rest *= 1 - match.score
    return 1 - rest


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[f"{kind.id}: {text}" for kind, text in EXAMPLES])
def test_example_is_found_and_high(kind: Kind, text: str) -> None:
    assert score(kind, text) >= HIGH


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=[f"{kind.id}: {text}" for kind, text in NEAR_MISSES])
def test_near_miss_is_silent(kind: Kind, text: str) -> None:
    assert score(kind, text) < MEDIUM


@pytest.mark.parametrize("kind", LEXICAL, ids=lambda kind: kind.id)
@given(text=st.text(max_size=60))
def test_matches_lie_in_any_text(kind: Kind, text: str) -> None:
    for match in kind.find(Passage(text, "descrip")):
        assert 0 <= match.start < match.stop <= len(text)
        assert 0 < match.score <= 1
