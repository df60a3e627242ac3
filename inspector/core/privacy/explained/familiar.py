"""Text that tells of nobody: every word is known and none is a name, every number is small."""

from __future__ import annotations

import re
from typing import Final

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.lexical import LEXICAL
from inspector.core.privacy.recognizers.words import Word, words
from inspector.core.privacy.vocabulary import Known, listed

_NAME, _WORD, _TECHNICAL = int(Known.NAME), int(Known.WORD), int(Known.TECHNICAL)

# Labels that hold such a word and say nothing of a person.
_TECHNICAL_LABELS: Final = re.compile(
    r"(?:.*\W)?(?:PatientPosition|SequenceName|PulseSequenceName|ManufacturersModelName|ManufacturerModelName|"
    r"(?:Series|Acquisition|Instance|Echo|Slice|Temporal|Scan|Run|Image)Number|EchoNumbers|ProtocolName|"
    r"NumberOf\w*|\w*Numbers|Name|MapName|intent_name)",
    re.IGNORECASE,
)
_LABEL_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MONTH: Final = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|m[aä]r|apr|may|ma[iy]|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)[a-zäûé]{0,8}(?![a-z])",
    re.IGNORECASE,
)
_FORBIDDEN: Final = re.compile(
    r"[@^\0-\x08\x0e-\x1f\x7f-\x9f]"
    r"|\d{6}"  # could be an identifier or a date
    r"|(?<![\d.])0\d{3}"
    r"|(?<!\d)\d{4}([-./ _])\d{1,2}\1\d{1,2}(?!\d)|(?<!\d)\d{1,2}([-./ _])\d{1,2}\2(?:\d{2}|\d{4})(?!\d)"
    r"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
    r"|\d{2,5}[- ./]\d{2,5}[- ./]\d{2,5}|\d{3}[- ]\d{3}"
)
_DECIMAL: Final = re.compile(r"(?<![\w.])\d{0,5}\.\d{1,17}(?![\w.])")
_DIGITS: Final = re.compile(r"(?<![\d.])\d{4,5}(?![\d.])")
_GLUED: Final = re.compile(r"[A-Za-z]\d{3}|\d{3}[A-Za-z]")
_GLUED_KNOWN: Final = re.compile(r"(?i)(?<![a-z\d])(?:mni|icbm|avg|b|tr|te|ti|p|v|mb|dir|fwhm|hcp|mmp|spm)\d{1,4}")


def personal(label: str) -> bool:
    """Whether the name of a value says that it tells of a person."""
    if not label or _TECHNICAL_LABELS.fullmatch(label):
        return False
    return any(word.lower() in listed("personal") for word in _LABEL_WORD.findall(label))


def familiar(text: str) -> bool:
    """Whether a text is made of known words and small numbers and holds neither name, place, date nor identifier."""
    if not text:
        return True
    whole = _DECIMAL.sub("0", text)
    if _FORBIDDEN.search(whole) or any(not _small_enough(digits) for digits in _DIGITS.findall(whole)):
        return False
    if _GLUED.search(text) and _GLUED.search(_GLUED_KNOWN.sub("", text)):
        return False
    if not all(map(_innocent, words(text))):
        return False
    if any(character.isdigit() for character in text) and _MONTH.search(text):
        return False
    passage = Passage(text, "")
    return not any(True for kind in LEXICAL for _ in kind.find(passage))


def _innocent(word: Word) -> bool:
    """Known, no name unless it is technical, and no word that a person follows."""
    if len(word.text) == 1:
        return word.text.isascii() or word.text == "µ"
    lists = word.known
    if not lists & _WORD or word.text.lower() in listed("personal"):
        return False
    return not lists & _NAME or bool(lists & _TECHNICAL)


def _small_enough(digits: str) -> bool:
    """Round numbers, powers of two and years; others of four digits could be an identifier."""
    number = int(digits)
    return number % 50 == 0 or number & (number - 1) == 0 or 1990 <= number <= 2030
