"""Files that are one JSON or XML document. The arrays of a GIFTI surface that are what they say are like voxels."""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

from inspector.core.ledger.documents import Word, json_words, xml_words
from inspector.core.ledger.formats.format import Format, whole
from inspector.core.ledger.image import VOXELS
from inspector.core.ledger.span import Bytes, Kind, Track

MARK: Final = b"\xef\xbb\xbf"
# What comes behind so many words is a text without labels.
_WORDS: Final = 1 << 15
_AXES: Final = ("1", "2", "3", "4", "5", "6")
_ARRAY: Final = "GIFTI/DataArray"
_SIZES: Final = {"NIFTI_TYPE_UINT8": 1, "NIFTI_TYPE_INT32": 4, "NIFTI_TYPE_FLOAT32": 4}
_NUMBER: Final = re.compile(
    rb"[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:[eE][-+]?\d{1,3})?|nan|-?inf", re.IGNORECASE
)


def _claims_json(first: bytes) -> bool:
    return first.removeprefix(MARK).lstrip()[:1] in (b"{", b"[")


def _claims_xml(first: bytes) -> bool:
    return first.removeprefix(MARK).lstrip()[:1] == b"<"


def _lay_json(track: Track, source: Bytes) -> None:
    _lay_words(track, whole(source), "JSON")


def _lay_xml(track: Track, source: Bytes) -> None:
    _lay_words(track, whole(source), "XML")


def _lay_words(track: Track, data: bytes, surface: str) -> None:
    mark = len(data) - len(data.removeprefix(MARK))
    found = json_words(data[mark:]) if surface == "JSON" else _surfaces(data[mark:])
    track.lay(mark, Kind.STRUCTURE, surface, "mark")
    for count, kind, part in islice(found, _WORDS):
        track.lay(count, kind, VOXELS if kind is Kind.VOXELS else surface, part)


def _surfaces(data: bytes) -> Iterator[Word]:
    """The words of an XML document, arrays of a GIFTI surface told apart."""
    facts: dict[str, str] = {}
    at = 0
    for count, kind, part in xml_words(data):
        element, _, name = part.partition("@")
        if element == _ARRAY and name:
            facts[name] = data[at : at + count].decode("latin-1")
        elif part == f"{_ARRAY}/Data" and _is_array(data[at : at + count].strip(), facts):
            kind = Kind.VOXELS
        at += count
        yield count, kind, part


def _is_array(text: bytes, facts: dict[str, str]) -> bool:
    """Whether a text is as many numbers, written or packed, as the attributes of its array say."""
    axes = facts.get("Dimensionality", "")
    lengths = [facts.get(f"Dim{axis}", "") for axis in range(int(axes))] if axes in _AXES else [""]
    size = _SIZES.get(facts.get("DataType", ""), 0)
    if not all(length.isascii() and length.isdecimal() and len(length) < 12 for length in lengths):
        return False
    count = math.prod(map(int, lengths))
    if facts.get("Encoding") == "ASCII":
        numbers = text.split()
        return len(numbers) == count and all(_NUMBER.fullmatch(number) for number in numbers)
    return _unpacked_length(text, facts.get("Encoding", ""), count * size) == count * size


def _unpacked_length(text: bytes, encoding: str, most: int) -> int:
    """How many bytes a text holds, -1 when it is not packed in that way or anything stands behind them."""
    try:
        data = base64.b64decode(b"".join(text.split()), validate=True)
        if encoding != "GZipBase64Binary":
            return len(data) if encoding == "Base64Binary" else -1
        engine = zlib.decompressobj()
        found = len(engine.decompress(data, most + 1))
        return found if engine.eof and not engine.unused_data else -1
    except (binascii.Error, ValueError, zlib.error):
        return -1


JSON: Final = Format("JSON", _claims_json, _lay_json)
XML: Final = Format("XML", _claims_xml, _lay_xml)
