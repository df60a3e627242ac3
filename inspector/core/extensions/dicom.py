"""The attributes of a DICOM data set as rows of a table, read by pydicom from a stream without a file around it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydicom import config
from pydicom.datadict import dictionary_has_tag
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag

from inspector.core.extensions.part import Unreadable
from inspector.core.words import counted

MOST_ROWS: Final = 2000
LONGEST: Final = 400
_PREAMBLE: Final = 128
_MARK: Final = b"DICM"

# We show what is stored: values that break the standard's rules are no reason to complain or to stop.
config.settings.reading_validation_mode = config.IGNORE


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute. `depth` counts the sequences that it lies in."""

    depth: int
    tag: str
    name: str
    vr: str
    value: str


def rows(data: bytes, byteorder: str) -> list[Row]:
    """The attributes in `data`, those of sequences after the sequence. Raises Unreadable.

    NIfTI says nothing about the transfer syntax, so each is tried, the byte order of the header first; the bytes
    count as DICOM when one of them explains all of them.
    """
    with warnings.catch_warnings():
        # An unknown character set or the like: the value is shown as far as it can be read.
        warnings.simplefilter("ignore")
        return _listed(_found(data, byteorder))


def _found(data: bytes, byteorder: str) -> Dataset:
    data = data[_skipped(data) :]
    for is_little in dict.fromkeys((byteorder == "<", True, False)):
        for is_implicit in (False, True):
            found = _data_set(data, is_implicit=is_implicit, is_little=is_little)
            if found is not None:
                return found
    raise Unreadable("No DICOM data set was found in it.")


def _skipped(data: bytes) -> int:
    """How many bytes a preamble and its mark are; 0 when there are none."""
    end = _PREAMBLE + len(_MARK)
    return end if data[_PREAMBLE:end] == _MARK else 0


def _data_set(data: bytes, *, is_implicit: bool, is_little: bool) -> Dataset | None:
    stream: Any = DicomBytesIO(data)
    try:
        found = read_dataset(stream, is_implicit, is_little, stop_when=lambda tag, vr, length: tag == 0)
        rest = data[stream.tell() :]
        return found if not rest.strip(b"\0") and _is_plausible(found) else None
    except Exception:
        # Any bytes come here, and pydicom has no one kind of error for the wrong ones.
        return None


def _is_plausible(found: Dataset) -> bool:
    """Whether there is something in it: tags that rise, lengths that are there, and one that the standard knows."""
    tags = list(found.keys())
    whole = all(not found.get_item(tag).is_raw or _is_whole(found.get_item(tag)) for tag in tags)
    return bool(tags) and whole and tags == sorted(tags) and any(dictionary_has_tag(tag) for tag in tags)


def _is_whole(raw: Any) -> bool:
    return bool(len(raw.value or b"") == raw.length)


def _listed(found: Dataset) -> list[Row]:
    kept = []
    for count, row in enumerate(_walk(found, 0)):
        if count == MOST_ROWS:
            kept.append(Row(0, "", f"More than {MOST_ROWS:,} attributes; the rest is not listed.", "", ""))
            break
        kept.append(row)
    return kept


def _walk(found: Dataset, depth: int) -> Iterator[Row]:
    for tag in sorted(found.keys()):
        row, items = _row(found, tag, depth)
        yield row
        for item in items:
            yield from _walk(item, depth + 1)


def _row(found: Dataset, tag: BaseTag, depth: int) -> tuple[Row, list[Dataset]]:
    place = f"({tag.group:04X},{tag.element:04X})"
    try:
        element = found[tag]
        items = list(element.value) if element.VR == "SQ" else []
        return Row(depth, place, element.name, element.VR, _value(element.value, element.VR)), items
    except Exception:
        # One value that cannot be decoded must not hide the others.
        raw = getattr(found.get_item(tag), "value", b"")
        return Row(depth, place, "", "", _in_hex(raw if isinstance(raw, bytes) else b"")), []


def _value(value: Any, vr: str) -> str:
    if vr == "SQ":
        return counted(len(value), "item")
    if isinstance(value, bytes | bytearray):
        return _in_hex(bytes(value))
    many = isinstance(value, list | tuple) or type(value).__name__ == "MultiValue"
    text = " \\ ".join(str(each) for each in value) if many else "" if value is None else str(value)
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]} … and {counted(left, 'more character')}"


def _in_hex(data: bytes) -> str:
    left = len(data) - 16
    shown = data[:16].hex(" ").upper()
    return shown if left <= 0 else f"{shown} … and {counted(left, 'more byte')}"
