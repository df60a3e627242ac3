"""A study's own identifiers: names and numbers that a lab knows, kept as keyed hashes and looked for everywhere.

A text is compared without accents, capitals and signs, so that "Doe, Jane" finds DOE_JANE and doe-jane alike.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.table import Kind

OWN: Final = "own list"
# More words than that are no name and no number.
MOST_WORDS: Final = 6
# A single word below this length would be found in every second text.
SHORTEST: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class OwnList:
    """Keyed hashes of identifiers; without the key nobody can try what they are of."""

    key: bytes
    hashes: frozenset[str]
    most_words: int = 1

    @classmethod
    def of(cls, identifiers: Iterable[str], key: bytes) -> OwnList:
        """The list of these identifiers. Empty ones, and words of fewer than three characters, are left out."""
        words = [found for each in identifiers if len("".join(found := _words(each))) >= SHORTEST]
        longest = max((len(each) for each in words), default=1)
        hashes = {_hashed(each[:MOST_WORDS], key) for each in words}
        hashes |= {_hashed(sorted(each), key) for each in words if 1 < len(each) <= MOST_WORDS}
        return cls(key, frozenset(hashes), min(longest, MOST_WORDS))

    @property
    def recognizer(self) -> Kind:
        """A recognizer that finds what is on the list, and those words in another order."""
        return Kind(OWN, "on the list of this study", self._find, "the lab's own list", (), ())

    def _find(self, passage: Passage) -> Iterator[Match]:
        words = [(found.start(), found.end(), _plain(found[0])) for found in _WORD.finditer(passage.text)]
        for first in range(len(words)):
            for count in range(1, min(self.most_words, len(words) - first) + 1):
                together = [word for _, _, word in words[first : first + count]]
                if self._has(together):
                    why = "This is on the list of identifiers that belong to this study."
                    yield Match(words[first][0], words[first + count - 1][1], 0.99, why)

    def _has(self, words: list[str]) -> bool:
        if len("".join(words)) < SHORTEST:
            return False
        return _hashed(words, self.key) in self.hashes or (
            len(words) > 1 and _hashed(sorted(words), self.key) in self.hashes
        )


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    """A word without accents and capitals."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _hashed(words: list[str], key: bytes) -> str:
    return hmac.digest(key, " ".join(words).encode(), "sha256").hex()
