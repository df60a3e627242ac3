"""Values under a telling label: of a document, or in a text as `key = value`, `<key>value</key>`, `key 123`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.key_names import TAGS
from inspector.core.privacy.recognizers.keys import Key, Told, before, key_of, keys, plain
from inspector.core.privacy.recognizers.pattern import Pattern

# What is left where somebody took the value away, and what stands there by itself.
_EMPTY: Final = Pattern(
    r"[\W_]*+(?:(?:anon\w{0,16}|de-?identified|deident\w{0,8}|removed|redacted|withheld|deleted|cleared|masked|hidden|blank"
    r"|n/?a|not (?:available|specified|applicable|known|given|set)|no ?name|unnamed|none|null|nil|nan|unknown|undefined"
    r"|unspecified|unbekannt|inconnu|desconocido|empty|missing|default|phantom|test|true|false|yes|no|other|x{2,}|0+"
    r"|sub-\d{1,6}|apos|quot)[\W_]*+){0,3}",
    re.IGNORECASE,
)
_BETWEEN: Final = Pattern(
    r"[:=：＝>]=?>?[ \t]{0,40}|[ .#№](?<=[^\W\d_].)[ .#№]{0,2}(?=[A-Z]{0,4}[-/]?\d)"
    r"|[はが为是為号號番이가은는\u4e00-\u9fff](?=[A-Z]{0,4}-?\d{3}|\d{1,4}[-./]\d)"
)
_TAG: Final = Pattern(
    r"([0-9A-Fa-f](?<![\w.].)[0-9A-Fa-f]{3}), ?([0-9A-Fa-f]{4})\)?[ :=]{0,3}(?:[A-Z]{2}[ :=]{1,3})?"
    r"(?=(\[[^\]\n]{1,120}\]|'[^'\n]{1,120}'))"
)
# The end of a value may be cut off.
_QUOTED: Final = Pattern(r"\"([^\"\n]{0,200})(?:\"|$)|'([^'\n]{0,200})(?:'|$)|\[([^\]\n]{0,200})\]")
_WORDS: Final = Pattern(r"(?:(?! \d| - |  )[^;|<>\n\r\t\"{}\[\]=:：；。]){1,80}(?=([=:：])?)")
_TOKEN: Final = Pattern(r"[^\s;|<>\"{}\[\],=：，、；。]{1,64}(?: \d[\w/-]{0,15}){0,6}")
_DATED: Final = Pattern(r"[^;|<>\n\r\"{}\[\]=：，、；。]{0,36}\d")
_ADDRESS: Final = Pattern(r"(?:(?! - |  )[^;|<>\n\r\t\"{}\[\]=:：；。]){1,120}(?=([=:：])?)")
_VALUES: Final = {
    "place": _ADDRESS,
    "number": _TOKEN,
    "device": _TOKEN,
    "birth": _DATED,
    "date": _DATED,
    "contact": _DATED,
}
_NAME_WORD: Final = r"[^\W\d_]++(?:[-.'’]{1,2}[^\W\d_]++)*+\.?+"
_NAME_SHAPE: Final = Pattern(rf"(?![a-z]){_NAME_WORD}(?:(?:, ?|[ ^]){_NAME_WORD}){{0,4}}")
_NUMBER_SHAPE: Final = Pattern(r"(?=\w)(?!\d{1,5}\.\d)(?=[^\d\n]{0,8}\d\D{0,3}\d\D{0,3}\d)[\w /.-]{3,40}")
_SHORT_DATE: Final = Pattern(r"\d{6}(?:\d\d)?(?!\d)|\d{1,4}([-./])\d{1,2}\1\d{1,4}(?!\d)")
_LOOSE: Final = {"number": 0.85, "birth": 0.85, "contact": 0.9}
_LONGEST_KEY: Final = 60
_BEFORE_KEYS: Final = ';,|<{}"=\n\t>['
_SIGNS: Final = frozenset(":=：＝>")


def find_labelled(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if key := key_of(passage.label):
        yield from _value(text, 0, len(text), Told(passage.label, key, True), whole=True)
    for sign in _BETWEEN.find(text):
        # The last letter of a word of East Asia and the full stop of a short one belong to the word.
        belongs = sign[0][0] == "." or (sign[0][0] >= "\u2e80" and sign[0][0] not in _SIGNS)
        told = before(_words_before(text, sign.start() + belongs))
        if told and (not told.key.loose or told.key.group.id != "person" or told.alone or sign[0][0] == ">"):
            yield from _in_text(text, sign.end(), told, spaced=_SIGNS.isdisjoint(sign[0]))
    for tag in _TAG.find(text):
        number = (tag[1] + tag[2]).lower()
        if number in TAGS:
            told = Told(f"({tag[1]},{tag[2]})", keys()[number], True)
            yield from _value(text, tag.start(3) + 1, tag.end(3) - 1, told, whole=True)


def _words_before(text: str, stop: int) -> list[str]:
    """The words that could be a key and end here."""
    tail = text[max(0, stop - _LONGEST_KEY) : stop].rstrip(" \t\"'])№#はが为是為")
    if not tail or not (tail[-1].isalnum() or tail[-1] in ".°º"):
        return []
    return tail[max(map(tail.rfind, _BEFORE_KEYS)) + 1 :].replace("_", " ").split()


def _in_text(text: str, start: int, told: Told, *, spaced: bool) -> Iterator[Match]:
    quoted = None if spaced else _QUOTED.match(text, start)
    if quoted:
        yield from _value(text, *quoted.span(quoted.lastindex or 1), told)
        return
    group_id = told.key.group.id
    if spaced and group_id not in ("number", "birth", "contact", "device"):
        return
    found = _VALUES.get(group_id, _WORDS).match(text, start)
    if found is None:
        return
    stop = found.end()
    if found.re.groups and found[1]:
        # The last word before another sign is the next key.
        stop = max(start, text.rfind(" ", start, stop))
    yield from _value(text, start, stop, told)


def _value(text: str, start: int, stop: int, told: Told, *, whole: bool = False) -> Iterator[Match]:
    """The value without the white space around it, if it is one. `whole` when a document tells its ends."""
    value, name, key = text[start:stop], told.name, told.key
    start += len(value) - len(value.lstrip())
    value = value.strip().rstrip(",.:")
    if not value or plain(value) == plain(name) or _EMPTY.fullmatch(value[:80]) or not _fits(value, key, whole=whole):
        return
    score = key.group.score
    if key.loose:
        score = min(score, _LOOSE.get(key.group.id, 0.6) if told.alone else 0.6)
        if key.group.id == "person" and len(value.split()) < 2:
            score = 0.4
    why = f"It stands under “{name[:60]}”, which tells {key.group.tells}."
    yield Match(start, start + len(value), score, why, len(name))


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
