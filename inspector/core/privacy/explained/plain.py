"""Text that tells of nobody: every word is known and none is a name, every number is small."""

from __future__ import annotations

import re
from typing import Final

from inspector.core.privacy.match import Passage
from inspector.core.privacy.recognizers.lexical import LEXICAL
from inspector.core.privacy.recognizers.words import Word, words
from inspector.core.privacy.vocabulary import Known, known, listed

_NAME, _WORD, _TECHNICAL = int(Known.NAME), int(Known.WORD), int(Known.TECHNICAL)

# Labels that hold such a word and say nothing of a person.
_TECHNICAL_LABELS: Final = re.compile(
    r"(?:.*\W)?(?:PatientPosition|SequenceName|PulseSequenceName|ManufacturersModelName|ManufacturerModelName|"
    r"(?:\w*(?:Task|Coil|Map|Label|Column|Contrast|Condition|Atlas|Template|Software|Program|Tool))Name|"
    r"(?:Series|Acquisition|Instance|Echo|Slice|Temporal|Scan|Run|Image)Number|EchoNumbers|ProtocolName|"
    r"NumberOf\w*|\w*Numbers|Name|MapName|intent_name)",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|m[aä]r|apr|may|ma[iy]|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)[a-zäûé]{0,8}(?![a-z])",
    re.IGNORECASE,
)
_DECIMAL: Final = re.compile(r"(?<![\w.])\d{0,5}\.\d{1,17}(?:[eE][-+]?\d{1,3})?(?![\w.])")
# Control characters, addresses, dates, versions of four numbers, digits in groups, and paths from a root.
_FORBIDDEN: Final = re.compile(
    r"[@^#\0-\x08\x0e-\x1f\x7f-\x9f]"
    r"|(?<!\d)0\d{2}"
    r"|(?<!\d)\d{1,4}[-./ _]{1,3}\d{1,2}[-./ _]{1,3}(?:\d{4}|\d{2})(?!\d)"
    r"|[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}"
    r"|(?<!\S)/\w+/\w|[A-Za-z]:\\|~\w"
    r"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
    r"|(?<!\d)\d{2,5}[-./ _]{1,2}\d{2,5}[-./ _]{1,2}\d{2,5}|\d{3}[-/]\d{3}"
)
_DIFFUSION: Final = re.compile(r"(?<![A-Za-z\d])b=?\d{1,3}0(?!\d)")
# Names of computers have dots in them, and so have those of files.
_COMPUTER: Final = re.compile(
    r"(?<![\w.-])[A-Za-z][\w-]*+(?:(?:\.[\w-]++){2,}+|\.(?:[a-z]{2}|local|lan|intern|internal|edu|org|com|net|gov)(?!\w))"
)
_FILE: Final = re.compile(
    r"(?i:.*\.(?:nii|img|hdr|gz|bz2|mg[hz]|mi[fh]|gii|json|txt|csv|tsv|xml|mat|log|py|sh|md|js|nrrd|mh[ad]|mnc|t[cr]k|dcm|xz))"
)
_DIGITS: Final = re.compile(r"\d{4,}")
_ROUND: Final = frozenset(
    (*range(1000, 10_001, 500), 1200, 1024, 2048, 4096, 8192, 1250, 2250, 2200, 2400, *range(1990, 2031))
)
# A number that could be an age above 89, unless a unit follows.
_AGE: Final = re.compile(r"(?<![\w.])(?:9\d|1[0-2]\d)[ _-]?(?P<unit>[^\W\d_]{1,20})")
_SHORT: Final = 2
_UNITS: Final = frozenset(
    (
        "mm",
        "ms",
        "s",
        "g",
        "ml",
        "mg",
        "sec",
        "deg",
        "degree",
        "degrees",
        "hz",
        "khz",
        "mhz",
        "us",
        "ppm",
        "x",
        "p",
        "volumes",
        "vols",
    )
    + (
        "slices",
        "images",
        "dirs",
        "directions",
        "dir",
        "frames",
        "percent",
        "subjects",
        "regions",
        "parcels",
        "networks",
    )
)
# Letters and digits in one: what programs write so.
_MIXED: Final = re.compile(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]{2,}+")
_MIXED_KNOWN: Final = re.compile(
    r"[23]d|n[34]|b02b0|b0s|mp2rage|mni152nlin(?:6|2009[abc]?)a?sym|(?:tr|te|ti)\d{1,4}|20\d\d[a-c]|0\d[a-c]|[1-7]t|t[12]w?|t2star|b\d{1,4}|\d{1,3}(?:mm|ms|s|g|ml|mg|deg|hz|k|x|ch|dir|dirs|p)|\d{1,3}x\d{1,3}(?:x\d{1,3})?"
    r"|(?P<words>[a-z]{2,16})\d{1,3}(?P<more>[a-z]{0,12})|\d{1,2}(?P<before>[a-z]{3,16})|[xyzp]\d|bz2|mp4",
    re.IGNORECASE,
)


def personal(label: str) -> bool:
    """Whether the name of a value says that it tells of a person."""
    if not label or _TECHNICAL_LABELS.fullmatch(label):
        return False
    return any(word.text.lower() in listed("personal") for word in words(label))


def familiar(text: str) -> bool:
    """Whether a text is made of known words and small numbers and holds neither name, place, date nor identifier."""
    if not text:
        return True
    if not _numbers_are_small(_DIFFUSION.sub("b0", _DECIMAL.sub("0", text))):
        return False
    if not all(map(_innocent, words(text))):
        return False
    if any(not _FILE.fullmatch(found[0]) for found in _COMPUTER.finditer(text)):
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
    return not lists & _NAME or bool(lists & _TECHNICAL) or (len(word.text) == 2 and word.text.islower())


def innocent_key(text: str) -> bool:
    """Whether the name of a value is made of known words: PatientName is innocent where it is no label but the text."""
    if not text:
        return True
    pieces = list(words(text))
    if any(_name_only(word) or not (word.known or word.text.lower() in listed("personal")) for word in pieces):
        return False
    return any(not word.known & _NAME for word in pieces)


def _name_only(word: Word) -> bool:
    return bool(word.known & _NAME) and not word.known & _TECHNICAL


def _numbers_are_small(text: str) -> bool:
    """Whether no number in a text could be a date, an identifier, an age or a telephone number."""
    if not any(map(str.isdigit, text)):
        return not _FORBIDDEN.search(text)
    if _FORBIDDEN.search(text) or any(int(digits) not in _ROUND for digits in _DIGITS.findall(text)):
        return False
    if not all(_is_unit(found["unit"]) for found in _AGE.finditer(text)):
        return False
    return all(map(_mixed_is_known, _MIXED.findall(text)))


def _is_unit(word: str) -> bool:
    return word.lower() in _UNITS or (len(word) > _SHORT and bool(known(word) & _TECHNICAL))


def _mixed_is_known(word: str) -> bool:
    """T1, 3D, MNI152, run2: a known word with a small number."""
    found = _MIXED_KNOWN.fullmatch(word)
    if found is None:
        return False
    parts = (word for part in found.groupdict().values() if part for word in words(part))
    return all(part.known & _TECHNICAL or part.text == "T" for part in parts)
