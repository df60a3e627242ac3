"""What a name tells of the value under it: that of a document, and the words before a sign in a text.

A name is compared without its case, spaces and signs: "Patient's Name", "patient_name" and "PatientName" are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from inspector.core.privacy.recognizers.key_names import (
    COUNTED,
    DEVICES,
    DONE_BY,
    GROUPS,
    LEADING_WORDS,
    NO_STREETS,
    NUMBER_ENDINGS,
    NUMBER_WORDS,
    OFFICES,
    PERSONS,
    TAGS,
    Group,
)

# Letters that are no other one with an accent, and are often written so.
_UNDIVIDED: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d"})
_REMEMBERED: Final = 8192
_LONGEST_WORD, _ENDING, _KEY_WORDS = 12, 3, 4
# Without their sign they would be letters like others.
_SIGNS_FOR_NUMBER: Final = frozenset({"n°", "n.°", "č.", "n."})
_TYPES: Final = frozenset(
    ["PN", "LO", "SH", "DA", "TM", "DT", "LT", "ST", "UT", "CS", "AS", "DS", "IS", "UI", "SQ", "UN"]
)
_LABEL_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
_LONGEST_LABEL: Final = 200
_SHORTEST_LAST: Final = 2


@dataclass(frozen=True, slots=True)
class Key:
    """A name that tells something, and whether it does so only where the value agrees."""

    group: Group
    loose: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A key as it stands in a text, and whether nothing else stands before it."""

    name: str
    key: Key
    alone: bool


def plain(name: str) -> str:
    """The name as it is compared: letters and digits, small and without accents. "Pat.-Nr." is "patnr"."""
    lower = name.lower()
    if not lower.isascii():
        lower = unicodedata.normalize("NFKD", lower.translate(_UNDIVIDED))
    return lower if lower.isalnum() and lower.isascii() else "".join(filter(str.isalnum, lower))


_plain_word = lru_cache(_REMEMBERED)(plain)


@cache
def keys() -> Mapping[str, Key]:
    """Every name as it is compared."""
    groups = _groups()
    found = {plain(name): Key(group, True) for group in GROUPS for name in group.loose.split()}
    found |= {plain(name): Key(group, False) for group in GROUPS for name in group.keys.split()}
    found |= {tag: Key(groups[group], False) for tag, group in TAGS.items()}
    return found | {f"dicom0x{tag[:4]}el0x{tag[4:]}": Key(groups[group], False) for tag, group in TAGS.items()}


@lru_cache(_REMEMBERED)
def key_of(label: str) -> Key | None:
    """What a label tells, or the end of a path of labels: "global.const.PatientName", "MD[UserName]"."""
    if not label:
        return None
    known, parts = keys(), [part for part in re.split(r"[./@\[\]]", label[-_LONGEST_LABEL:]) if plain(part)]
    for part in [" ".join(parts[-2:]), *reversed(parts[-2:])]:
        name = plain(part)
        if (key := known.get(name)) and not (key.loose and name == "name"):
            return key
        if key := _compound(_LABEL_WORD.findall(part)):
            return key
    return None


def _compound(words: Sequence[str]) -> Key | None:
    """What a name of several words tells by its last ones: "contact_email", "FaxNumber", "SurgeonName"."""
    parts = [plain(word) for word in words]
    if len(parts) < 2:
        return None
    *before, last = parts
    key, groups = keys().get(last), _groups()
    if last in ("name", "names", "fullname"):
        return Key(groups["person"], False) if _word_sets()["persons"] & set(before[-2:]) else None
    if last == "by":
        return Key(groups["person"], True) if before[-1] in _word_sets()["done"] else None
    if last == "address":
        known = keys().get(before[-1])
        if known and known.group.id == "contact":
            return known
        return None if before[-1] in _word_sets()["no streets"] else key
    if last == "date" and "birth" in before:
        return Key(groups["birth"], False)
    if last in _number_words():
        return _numbered(before[-1])
    return key if len(last) > _SHORTEST_LAST else None


def _numbered(before: str) -> Key | None:
    """What a word for a number tells behind this one."""
    groups, known = _groups(), keys().get(before)
    if known and known.group.id in ("contact", "device"):
        return known
    if before in _word_sets()["devices"]:
        return Key(groups["device"], True)
    if before in _word_sets()["persons"] or before in _word_sets()["offices"]:
        return Key(groups["number"], True)
    return None


def before(words: Sequence[str]) -> Told | None:
    """The key that these words end with, its most telling form first."""
    if words and words[-1] in _TYPES:
        words = words[:-1]
    if not words or not _may_be_key(words):
        return None
    known, loose = keys(), None
    plains = [_plain_word(word) for word in words[-_KEY_WORDS:]]
    for count in range(len(plains), 0, -1):
        key = known.get("".join(plains[-count:]))
        if key and (not key.loose or count == len(words)):
            return Told(" ".join(words[-count:]), key, count == len(words))
        if key and loose is None:
            loose = Told(" ".join(words[-count:]), key, False)
    return _without_blanks(words[-1]) or _of_number(words) or loose


def _may_be_key(words: Sequence[str]) -> bool:
    """Whether these words can end with a key: most that stand before a sign do not, and need no closer look."""
    if _may_end(words[-1]):
        return True
    last = _plain_word(words[-1])
    if len(last) < _ENDING and len(words) > 1 and (_plain_word(words[-2]) + last)[-_ENDING:] in _endings():
        return True
    return any(_leads(word) for word in words[-_KEY_WORDS:-1])


@lru_cache(_REMEMBERED)
def _may_end(word: str) -> bool:
    last = plain(word[-_LONGEST_WORD:])
    return (
        not last.isascii()
        or last in keys()
        or last in _number_words()
        or word.lower() in _SIGNS_FOR_NUMBER
        or last[-_ENDING:] in _endings()
    )


def _without_blanks(word: str) -> Told | None:
    """The key at the end of a word of East Asia, where no blank stands before it."""
    if word.isascii():
        return None
    known, bare = keys(), word[-_LONGEST_WORD:]
    for start in range(len(bare) - 1):
        if bare[start] >= "\u2e80" and (key := known.get(plain(bare[start:]))):
            return Told(bare[start:], key, True)
    return None


@lru_cache(_REMEMBERED)
def _leads(word: str) -> bool:
    return plain(word) in _leading() or word.lower() in _SIGNS_FOR_NUMBER


def _of_number(words: Sequence[str]) -> Told | None:
    """A key that ends with a word for a number, unless it counts what scanners count."""
    last, before_it = _plain_word(words[-1]), _plain_word(words[-2]) if len(words) > 1 else ""
    number, counted = Key(_groups()["number"], True), _word_sets()["counted"]
    first = next((at for at, word in enumerate(words[-_KEY_WORDS:-1]) if _leads(word)), None)
    if first is not None and last.isalpha() and last not in counted:
        return Told(" ".join(words[-_KEY_WORDS:][first:]), number, True)
    is_number = last in _number_words() or words[-1].lower() in _SIGNS_FOR_NUMBER
    if is_number and before_it.isalpha() and before_it not in counted:
        known = _numbered(before_it)
        return Told(f"{words[-2]} {words[-1]}", known if known and known.group.id != "number" else number, True)
    ending = next((each for each in NUMBER_ENDINGS if last.endswith(each) and len(last) > len(each)), "")
    stem = last.removesuffix(ending)
    if ending and stem not in counted and last.isalpha():
        known = keys().get(stem)
        return Told(words[-1], known if known and known.group.id == "contact" else number, True)
    return None


@cache
def _groups() -> Mapping[str, Group]:
    return {group.id: group for group in GROUPS}


@cache
def _number_words() -> frozenset[str]:
    return frozenset(map(plain, NUMBER_WORDS.split())) - {""}


@cache
def _leading() -> frozenset[str]:
    return frozenset(name for name in map(plain, LEADING_WORDS.split()) if len(name) > 1)


@cache
def _endings() -> frozenset[str]:
    return frozenset(plain(name)[-_ENDING:] for name in [*keys(), *_number_words(), *NUMBER_ENDINGS])


@cache
def _word_sets() -> Mapping[str, frozenset[str]]:
    return {
        "counted": frozenset(COUNTED.split()),
        "persons": frozenset(PERSONS.split()),
        "offices": frozenset(OFFICES.split()),
        "done": frozenset(DONE_BY.split()),
        "devices": frozenset(DEVICES.split()),
        "no streets": frozenset(NO_STREETS.split()),
    }
