"""One extension as spans: its size and code, what is inside by its kind, and what is left over.

What no document explains is classed by what it is, so that a broken document is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from inspector.core.extensions import Extension
from inspector.core.extensions.content import DICOM, LARGEST, PICKLE, views
from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.documents import Word, json_words, xml_words
from inspector.core.ledger.span import Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data, wide_form

CONTENT, AFTER, FILLING = "content", "after its end", "filling"
MATLAB, COMMENT = 40, 6
# Programs load these, so a look at their bytes says nothing of what is in them.
SEALED: Final = frozenset({PICKLE, MATLAB})
# Of one document; one of more is a single text.
WORDS: Final = 1 << 15


def lay_extension(track: Track, extension: Extension) -> None:
    """The extension with its 8-byte head."""
    name = f"extension {extension.index + 1}"
    track.lay(4, Kind.STRUCTURE, name, "size")
    track.lay(4, Kind.STRUCTURE, name, "code")
    data, end = extension.data, track.at + len(extension.data)
    content = data.rstrip(b"\0")
    if extension.code in SEALED:
        track.lay(len(content), Kind.OPAQUE, name, CONTENT)
    elif extension.code == DICOM and _can_be_read(extension):
        _lay_dicom(track, data, name)
    else:
        _lay_document(track, replace(extension, data=data.partition(b"\0")[0]), content, name)
    lay_data(track, data[len(data) - (end - track.at) :], name, FILLING)


def _can_be_read(extension: Extension) -> bool:
    """Whether there is time to read it: a head may hold a thousand large documents."""
    return len(extension.data) <= LARGEST and extension.offset <= LARGEST


def _lay_document(track: Track, document: Extension, content: bytes, name: str) -> None:
    """`document` has the data up to the first NUL, `content` what there is without the NULs at its end."""
    words = _words(document, min(WORDS, track.room)) if _can_be_read(document) else None
    if words is not None:
        for count, kind, part in words:
            track.lay(count, kind, name, part)
    elif document.code == COMMENT and not _is_wide(content):
        track.lay(len(document.data), kind_of(document.data), name, CONTENT)
    else:
        lay_data(track, content, name, CONTENT)
        return
    lay_data(track, content[len(document.data) :], name, AFTER)


def _is_wide(content: bytes) -> bool:
    """Whether it is UTF-16, which has a NUL in each plain letter."""
    return wide_form(content) is not None and kind_of(content) is Kind.TEXT


def _words(document: Extension, most: int) -> list[Word] | None:
    """The words of an XML or JSON document; None when it is none, or has more words than `most`."""
    view = views(document)[0]
    if view not in ("xml", "json"):
        return None
    try:
        found: Iterator[Word] = xml_words(document.data) if view == "xml" else json_words(document.data)
        words = list(islice(found, most + 1))
    except Unreadable:
        return None
    return words if len(words) <= most else None


def _lay_dicom(track: Track, data: bytes, name: str) -> None:
    # Loading pydicom takes a fifth of every start, and few images hold any DICOM.
    from inspector.core.ledger.formats.dicom import laid_within

    try:
        spans = laid_within(data, name)
    except Unreadable:
        spans = ()
    start = track.at
    for span in spans[: min(WORDS, track.room)]:
        track.lay(span.length, span.kind, span.surface, span.part)
    lay_data(track, data[track.at - start :].rstrip(b"\0"), name, CONTENT)
