"""Runs of digits that are no date and have no known shape: numbers of patients are mostly just that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_RUN: Final = Pattern(r"\d⟨(?<!\d[.,].)(?<![\d)]e[-+].)\d{5,23}+⟩(?![.,]\d)")
_NUMBERS: Final = Pattern(r"(?:[-+]?[\d.,eE+-]+[\s,;]+){3,}+")
# From 7 digits on, few lists of numbers have one; beyond 14, no office gives them.
_SHORT, _LONG = 7, 14
_ROUND: Final = frozenset(1 << power for power in range(20, 65))
# Programs write no such number there, so it is somebody's.
TEXT_FIELDS: Final = frozenset({"descrip", "aux_file", "db_name", "data_type", "intent_name", "unused_str"})
_WHY: Final = "This is a long number, such as offices give to people and examinations."


def find_digit_runs(passage: Passage) -> Iterator[Match]:
    text = passage.text
    for found in _RUN.find(text):
        digits = found[0]
        if len(set(digits)) < 2 or digits.strip("0") in ("", "1") or int(digits) + 1 in _ROUND or int(digits) in _ROUND:
            continue
        length = len(digits)
        in_list = length < 9 and _NUMBERS.match(text) is not None
        alone = len(text.strip()) == length and not passage.label
        likely = 0.8 if alone or passage.surface in TEXT_FIELDS else 0.5
        score = 0.2 if in_list or length < _SHORT else likely if length <= _LONG else 0.3
        yield Match(*found.span(), score, _WHY)
