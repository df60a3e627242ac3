"""Values under a telling label: of a document, or in a text as `key = value`, `<key>value</key>`, `key 123`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.keys import (
    COUNTED,
    GROUPS,
    LEADING_WORDS,
    NUMBER_ENDINGS,
    NUMBER_WORDS,
    TAGS,
    Key,
    keys,
    plain,
)
from inspector.core.privacy.recognizers.pattern import Pattern

# What is left where somebody took the value away, and what stands there by itself.
_EMPTY: Final = Pattern(
    r"[\W_]*+(?:(?:anon\w{0,16}|de-?identified|deident\w{0,8}|removed|redacted|withheld|deleted|cleared|masked|hidden|blank"
    r"|n/?a|not (?:available|specified|applicable|known|given|set)|no ?name|unnamed|none|null|nil|nan|unknown|undefined"
    r"|unspecified|unbekannt|inconnu|desconocido|empty|missing|default|phantom|test|true|false|yes|no|other|x{2,}|0+"
    r"|sub-\d{1,6})[\W_]*+){0,3}",
    re.IGNORECASE,
)
_BETWEEN: Final = Pattern(
    r"[:=：＝>]=?>?[ \t]{0,40}|[ .#№](?<=[^\W\d_].)[ .#№]{0,2}(?=[A-Z]{0,4}[-/]?\d)"
    r"|[はが为是為号號番이가은는\u4e00-\u9fff](?=[A-Z]{0,4}-?\d{3})"
)
_TAG: Final = Pattern(
    r"([0-9A-Fa-f](?<![\w.].)[0-9A-Fa-f]{3}), ?([0-9A-Fa-f]{4})\)?[ :=]{0,3}(?:[A-Z]{2}[ :=]{1,3})?"
    r"(?=(\[[^\]\n]{1,120}\]|'[^'\n]{1,120}'))"
)
_QUOTED: Final = Pattern(r"\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|\[([^\]\n]{0,200})\]")
_WORDS: Final = Pattern(r"(?:(?! \d| - |  )[^;|<>\n\r\t\"{}\[\]=:：]){1,80}(?=([=:：])?)")
_TOKEN: Final = Pattern(r"[^\s;|<>\"{}\[\],=]{1,64}(?: \d[\w/-]{0,15}){0,6}")
_DATED: Final = Pattern(r"[^;|<>\n\r\"{}\[\]=]{0,36}\d")
_VALUES: Final = {"number": _TOKEN, "device": _TOKEN, "birth": _DATED, "date": _DATED, "contact": _DATED}
_SHORT: Final = frozenset(
    {"PN", "LO", "SH", "DA", "TM", "DT", "LT", "ST", "UT", "CS", "AS", "DS", "IS", "UI", "SQ", "UN"}
)
_NAME_WORD: Final = r"[^\W\d_]++(?:[-.'’]{1,2}[^\W\d_]++)*+\.?+"
_NAME_SHAPE: Final = Pattern(rf"(?![a-z]){_NAME_WORD}(?:(?:, ?|[ ^]){_NAME_WORD}){{0,4}}")
_NUMBER_SHAPE: Final = Pattern(r"(?=\w)(?!\d{1,5}\.\d)(?=[^\d\n]{0,8}\d\D{0,3}\d\D{0,3}\d)[\w /.-]{3,40}")
_SHORT_DATE: Final = Pattern(r"\d{6}(?:\d\d)?(?!\d)|\d{1,4}([-./])\d{1,2}\1\d{1,4}(?!\d)")
_LOOSE: Final = {"number": 0.85, "birth": 0.85, "contact": 0.9}
_LONGEST_KEY, _LONGEST_WORD, _ENDING = 60, 12, 3
_BEFORE_KEYS: Final = ';,|<{}"=\n\t>['
_NUMBER: Final = Key(next(group for group in GROUPS if group.id == "number"), True)
_LEADING = frozenset(name for name in map(plain, LEADING_WORDS.split()) if len(name) > 1)
# Without their sign they would be letters like others.
_SIGNS_FOR_NUMBER: Final = frozenset({"n°", "n.°", "č."})
_NUMBER_WORDS, _COUNTED = frozenset(map(plain, NUMBER_WORDS.split())), frozenset(COUNTED.split())
_KEY_WORDS: Final = 4


def find_labelled(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if key := key_of(passage.label):
        yield from _value(text, 0, len(text), key, passage.label, whole=True)
    for between in _BETWEEN.find(text):
        if told := _before(
            text,
            between.end()
            if between[0] >= "\u2e80" and len(between[0]) == 1 and between[0] not in "：＝"
            else between.start(),
        ):
            name, key, alone = told
            if key.loose and key.group.id == "person" and (not alone or between[0][0] == ">"):
                continue
            yield from _in_text(
                text, between.end(), key, name, alone=alone, spaced=not set(between[0]) & set(":=：＝>")
            )
    for tag in _TAG.find(text):
        number = (tag[1] + tag[2]).lower()
        if number in TAGS:
            yield from _value(
                text, tag.start(3) + 1, tag.end(3) - 1, keys()[number], f"({tag[1]},{tag[2]})", whole=True
            )


def key_of(label: str) -> Key | None:
    """What a label tells, or the end of a path of labels: "global.const.PatientName", "MD[UserName]"."""
    if not label:
        return None
    known, parts = keys(), [plain(part) for part in re.split(r"[./@\[\]]", label) if part]
    for part in ["".join(parts[-2:]), *reversed(parts[-2:])]:
        if (key := known.get(part)) and not (key.loose and part == "name"):
            return key
    return None


def _before(text: str, stop: int) -> tuple[str, Key, bool] | None:
    """The key that ends here, its most telling form first, and whether nothing else stands before it."""
    known = keys()
    tail = text[max(0, stop - _LONGEST_KEY) : stop].rstrip(" \t\"'])№#はが为是為")
    if not tail or not (tail[-1].isalnum() or tail[-1] in ".°º"):
        return None
    words = tail[max(map(tail.rfind, _BEFORE_KEYS)) + 1 :].replace("_", " ").split()
    if words and words[-1] in _SHORT:
        words.pop()
    if not words or not _may_be_key(words):
        return None
    loose: tuple[str, Key, bool] | None = None
    for count in range(min(_KEY_WORDS, len(words)), 0, -1):
        name = " ".join(words[-count:])
        key = known.get(plain(name))
        if key and (not key.loose or count == len(words)):
            return name, key, count == len(words)
        if key and loose is None:
            loose = name, key, False
    return _without_blanks(words[-1]) or _of_number(words) or loose


def _may_be_key(words: Sequence[str]) -> bool:
    """Whether these words can end with a key: most that stand before a sign do not, and need no closer look."""
    last = plain(words[-1][-_LONGEST_WORD:])
    if not last.isascii() or last in keys() or last in _NUMBER_WORDS:
        return True
    if len(last) < _ENDING and len(words) > 1:
        last = plain(words[-2][-_LONGEST_WORD:]) + last
    if last[-_ENDING:] in _endings():
        return True
    return any(_leads(word) for word in words[-_KEY_WORDS:-1])


@cache
def _endings() -> frozenset[str]:
    names = [*keys(), *_NUMBER_WORDS, *NUMBER_ENDINGS]
    return frozenset(plain(name)[-_ENDING:] for name in names)


def _without_blanks(word: str) -> tuple[str, Key, bool] | None:
    """The key at the end of a word of East Asia, where no blank stands before it."""
    if word.isascii():
        return None
    known, bare = keys(), word[-_LONGEST_WORD:]
    for start in range(len(bare) - 1):
        if bare[start] >= "\u2e80" and (key := known.get(plain(bare[start:]))):
            return bare[start:], key, True
    return None


def _leads(word: str) -> bool:
    return plain(word) in _LEADING or word.lower() in _SIGNS_FOR_NUMBER


def _of_number(words: Sequence[str]) -> tuple[str, Key, bool] | None:
    """A key that ends with a word for a number, unless it counts what scanners count."""
    last, before = plain(words[-1]), plain(words[-2]) if len(words) > 1 else ""
    first = next((at for at, word in enumerate(words[-_KEY_WORDS:-1]) if _leads(word)), None)
    if first is not None and last.isalpha() and last not in _COUNTED:
        return " ".join(words[-_KEY_WORDS:][first:]), _NUMBER, True
    if last in _NUMBER_WORDS and before.isalpha() and before not in _COUNTED:
        return f"{words[-2]} {words[-1]}", _NUMBER, True
    ending = next((each for each in NUMBER_ENDINGS if last.endswith(each) and len(last) > len(each)), "")
    if ending and last.removesuffix(ending) not in _COUNTED and last.isalpha():
        return words[-1], _NUMBER, True
    return None


def _in_text(text: str, start: int, key: Key, name: str, *, alone: bool, spaced: bool) -> Iterator[Match]:
    quoted = None if spaced else _QUOTED.match(text, start)
    if quoted:
        group = quoted.lastindex or 1
        yield from _value(text, *quoted.span(group), key, name, alone=alone)
        return
    group_id = key.group.id
    if spaced and group_id not in ("number", "birth", "contact", "device"):
        return
    found = _VALUES.get(group_id, _WORDS).match(text, start)
    if found is None:
        return
    stop = found.end()
    if found.re.groups and found[1]:
        # The last word before another sign is the next key.
        stop = max(start, text.rfind(" ", start, stop))
    yield from _value(text, start, stop, key, name, alone=alone)


def _value(
    text: str, start: int, stop: int, key: Key, name: str, *, whole: bool = False, alone: bool = True
) -> Iterator[Match]:
    """The value without the white space around it, if it is one. `whole` when a document tells its ends."""
    value = text[start:stop]
    start += len(value) - len(value.lstrip())
    value = value.strip().rstrip(",.")
    if not value or plain(value) == plain(name) or _EMPTY.fullmatch(value[:80]) or not _fits(value, key, whole=whole):
        return
    score = key.group.score
    if key.loose:
        score = min(score, _LOOSE.get(key.group.id, 0.6) if alone else 0.6)
        if key.group.id == "person" and len(value.split()) < 2:
            score = 0.4
    yield Match(start, start + len(value), score, f"It stands under “{name[:60]}”, which tells {key.group.tells}.")


def _fits(value: str, key: Key, *, whole: bool) -> bool:
    """Whether the value can be what the key tells."""
    digits, letters = sum(map(str.isdigit, value[:200])), sum(map(str.isalpha, value[:200]))
    match key.group.id:
        case "person":
            return letters > 1 and (not key.loose or _NAME_SHAPE.fullmatch(value[:80]) is not None)
        case "number":
            fits = _NUMBER_SHAPE.fullmatch(value[:40]) is not None
            return fits if key.loose else digits + letters > 1 and (whole or digits > 0)
        case "birth":
            return digits > 1 and (not key.loose or _SHORT_DATE.match(value) is not None)
        case "date":
            return digits > 3 and (not key.loose or _SHORT_DATE.match(value) is not None)
        case "contact":
            return digits > 4 or "@" in value
        case "device":
            return digits + letters > 1 and (not key.loose or digits + letters > 2)
        case "place":
            return letters > 2 or (digits > 3 and not key.loose)
        case _:
            return digits + letters > 0
