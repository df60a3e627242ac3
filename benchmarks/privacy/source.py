"""Where identifiers come from: chance that can be repeated, a locale and the words of its people."""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).with_name("locales.toml")
# The ones that figures are judged by; the others are written in scripts of their own.
LATIN: Final = (
    *("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "sv_SE", "tr_TR", "cs_CZ"),
)
OTHERS: Final = ("ja_JP", "zh_CN", "ru_RU", "el_GR")
LOCALES: Final = LATIN + OTHERS
# Planted in only when they are asked for: what they leave out of their table is English.
FURTHER: Final = ("da_DK", "fi_FI", "hu_HU", "ro_RO", "ko_KR", "uk_UA")
_OTHER_SCRIPTS: Final = frozenset({*OTHERS, "ko_KR", "uk_UA"})
_UNSPACED: Final = frozenset({"ja_JP", "zh_CN", "ko_KR"})
_WHOLE: Final = "en_GB"
# Letters that no decomposition makes an ASCII letter of, written as hospitals do.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "Ł": "L", "Ø": "O", "Đ": "D", "Æ": "Ae"}
)
_FOLDED: Final = 0.4


@dataclass(frozen=True)
class Locale:
    """One table of locales.toml."""

    id: str
    region: str
    national: Sequence[str]
    months: Sequence[str]
    long_date: Sequence[str]
    short_date: Sequence[str]
    titles: Sequence[str]
    ages: Sequence[str]
    institutions: Sequence[str]
    streets: Sequence[str]
    address: str
    postcode: str
    notes: Sequence[str]
    labels: Mapping[str, Sequence[str]]

    @property
    def is_latin(self) -> bool:
        return self.id not in _OTHER_SCRIPTS

    @property
    def has_spaces(self) -> bool:
        """Whether words are written apart."""
        return self.id not in _UNSPACED


@cache
def locales() -> Mapping[str, Locale]:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    whole = table[_WHOLE]
    return {
        key: Locale(key, **{**whole, **values, "labels": {**whole["labels"], **values["labels"]}})
        for key, values in table.items()
    }


@cache
def _faker(locale: str) -> Any:
    # Who reads a report, or searches for what is left, has no need of it.
    from faker import Factory

    return Factory.create(locale)


class Source:
    """Words and numbers of one locale. With the same chance come the same ones."""

    def __init__(self, locale: str, chance: random.Random) -> None:
        self.locale = locales()[locale]
        self.chance = chance
        self._faker = _faker(locale)
        self._faker.random = chance
        self._is_folded = self.locale.is_latin and chance.random() < _FOLDED

    def one(self, of: Sequence[str]) -> str:
        return self.chance.choice(of)

    def given(self) -> str:
        return self._folded(str(self._faker.first_name()))

    def family(self) -> str:
        return self._folded(str(self._faker.last_name()))

    def city(self) -> str:
        return self._folded(str(self._faker.city()))

    def digits(self, count: int) -> str:
        """The first is no zero, so that the number has the length it looks to have."""
        return str(self.chance.randrange(10 ** (count - 1), 10**count))

    def user(self) -> str:
        """A login name in ASCII, made from a person's name as administrators do."""
        given, family = (ascii_letters(name).lower() for name in (self.given(), self.family()))
        if not given or not family:
            given, family = self._faker.user_name(), self._faker.user_name()
        shapes = (f"{given[0]}{family}", f"{family}{given[0]}", f"{given}.{family}", f"{given}_{family}", given + "01")
        return self.one(shapes)

    def filled(self, template: str, **slots: str) -> str:
        """The template with names, numbers, digits for # and letters for ? where it asks for them."""
        made: Mapping[str, Callable[[], str]] = {
            "given": self.given,
            "family": self.family,
            "city": self.city,
            "n": lambda: str(self.chance.randrange(1, 190)),
        }
        text = re.sub(r"\{(\w+)\}", lambda found: slots.get(found[1]) or made[found[1]](), template)
        return self._folded(text)

    def pattern(self, pattern: str) -> str:
        """A digit for each #, the first no zero, and a capital letter for each ?."""
        text = pattern.replace("#", self.digits(1), 1)
        text = re.sub("#", lambda _: str(self.chance.randrange(10)), text)
        return re.sub(r"\?", lambda _: self.chance.choice("ABCDEFGHJKLMNPRSTUWXYZ"), text)

    def _folded(self, text: str) -> str:
        return ascii_text(text) if self._is_folded else text


def ascii_text(text: str) -> str:
    """Without accents, as systems write that know ASCII only."""
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()


def ascii_letters(text: str) -> str:
    return re.sub(r"[^A-Za-z]", "", ascii_text(text))


@dataclass(frozen=True, slots=True)
class Form:
    """One shape of an identifier.

    `make` gives "" where the locale has no such shape. `telling` is as in Value; `alone` is False for shapes that are
    only written where words around them say what they are.
    """

    id: str
    make: Callable[[Source], str]
    telling: bool = True
    alone: bool = True
