"""The same text once more: what tells of a person in one place does so in another, where a program may have written it.

A patient called like a step of a program is no reason to believe that the program wrote it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from inspector.core.ledger import Layer
from inspector.core.privacy.finding import Finding, Level
from inspector.core.privacy.passages import places

TWIN: Final = "same text"
SHORTEST: Final = 5
MOST: Final = 200
_SCORE: Final = 0.8


def twins(layers: Sequence[Layer], found: Sequence[Finding]) -> Iterator[Finding]:
    """Where a text that was found for certain stands again, outside of what was found."""
    certain = {each.text.strip(): each for each in found if each.level is Level.HIGH}
    texts = [text for text in certain if len(text) >= SHORTEST][:MOST]
    if not texts:
        return
    firsts = {text.casefold(): certain[text] for text in texts}
    again = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))), re.IGNORECASE)
    for layer in layers:
        taken = sorted(
            (each.start, each.stop) for each in found if (each.file, each.layer) == (layer.file, layer.title)
        )
        for place in places(layer):
            for match in again.finditer(place.passage.text):
                start, stop = place.text.edges[match.start()], place.text.stop_of(match.end())
                first = firsts.get(match[0].casefold())
                if first is None or _is_taken(taken, start, stop):
                    continue
                taken.insert(bisect_left(taken, (start, stop)), (start, stop))
                where = f"{first.surface} ({first.part})" if first.part else first.surface
                text = place.passage.text
                yield Finding(
                    layer.file, layer.title, place.passage.surface, place.passage.part, start, stop, TWIN, _SCORE,
                    f"The same text stands in {where}, where it tells of a person.",
                    match[0], text[max(match.start() - 40, 0) : match.start()], text[match.end() : match.end() + 40],
                )  # fmt: skip


def _is_taken(taken: Sequence[tuple[int, int]], start: int, stop: int) -> bool:
    return any(first < stop and start < last for first, last in taken)
