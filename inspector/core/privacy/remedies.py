"""What can be done about a finding: the choices for its place, the one that is proposed first, and how bytes change.

A remedy of the header is an ordinary edit of its bytes: it blanks, zeroes or removes, and moves nothing else. What
stands behind the voxels is cut off, a name is changed, and the head of a compressed upload is left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from inspector.core.errors import EditError
from inspector.core.extensions.change import RemoveExtension
from inspector.core.extensions.content import DICOM
from inspector.core.header import Header
from inspector.core.ledger import Ledger, Span
from inspector.core.ledger.extensions import AFTER, CONTENT, FILLING
from inspector.core.ledger.head import BEHIND, GAP
from inspector.core.ledger.image import TRAILING
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.numbers import NUMBER
from inspector.core.privacy.stand_ins import SHORTEST, can_shift, pseudonym, shifted
from inspector.core.words import counted


class Remedy(StrEnum):
    """What is done; the words for it are in `title`."""

    TEXT = "blank text"
    VALUE = "blank value"
    FIELD = "blank field"
    PSEUDONYM = "pseudonym"
    SHIFT = "shift date"
    ZERO = "zero"
    NUMBER = "set to 0"
    DROP = "drop extension"
    SHORTEN = "end the header"
    CUT = "cut"
    LEAVE = "leave behind"
    RENAME = "rename"


# What changes the bytes of a header; the others change what is around it.
IN_HEADER: Final = frozenset({*Remedy} - {Remedy.CUT, Remedy.LEAVE, Remedy.RENAME})
# What puts another text in the place of one, of the same length.
INSTEAD: Final = frozenset({Remedy.PSEUDONYM, Remedy.SHIFT})
_EXTENSION: Final = re.compile(r"extension (\d+)")
_WORD: Final = re.compile(rb"[^\s\0;,:='\"<>(){}\[\]|]")
_PACKED: Final = re.compile(rb"[A-Za-z0-9+/_=-]{12,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A remedy for one finding, and a title for the button: what it does and to how many bytes."""

    remedy: Remedy
    title: str


def choices(finding: Finding, header: Header, ledger: Ledger) -> tuple[Choice, ...]:
    """What can be done about a finding, the proposed one first; () where nothing can without harm to the image."""
    if finding.layer in ("file name", "folder name"):
        return (Choice(Remedy.RENAME, "Give the file another name"),) if finding.layer == "file name" else ()
    if finding.layer == "stored" and not _is_of_header(finding, header):
        return (Choice(Remedy.LEAVE, "Leave the packing of the upload behind"),)
    if finding.surface == TRAILING:
        return (Choice(Remedy.CUT, "Cut off what is behind the voxels"),)
    if not _is_of_header(finding, header):
        return ()
    possible = [*_in_header(finding, header), *_instead(finding, header)]
    return tuple(Choice(remedy, _title(remedy, finding, header, ledger)) for remedy in possible)


def apply(header: Header, chosen: Sequence[tuple[Finding, Remedy]], ledger: Ledger, key: bytes) -> Header:
    """The header with these remedies. Raises EditError where one cannot be applied.

    Bytes are blanked in place before an extension goes, so that every finding is where it was found. Pseudonyms and
    the number of days that dates are shifted by come from `key`: the same ones for all images that share it.
    """
    data = bytearray(header.data)
    dropped: set[int] = set()
    shorten = False
    for finding, remedy in chosen:
        if remedy is Remedy.DROP:
            dropped.add(_number(finding) - 1)
        elif remedy is Remedy.SHORTEN:
            shorten = True
        elif remedy in IN_HEADER:
            start, stop = _range(remedy, finding, header, ledger)
            if remedy in INSTEAD:
                data[start:stop] = _stand_in(remedy, finding, key)
            else:
                data[start:stop] = _blank(remedy, bytes(data), start, stop, finding)
    after = replace(header, data=bytes(data))
    for index in sorted(dropped, reverse=True):
        after = _without(after, index)
    if shorten:
        after = replace(after, data=after.data[: len(after.data) - len(after.gap)])
    return after


def _in_header(finding: Finding, header: Header) -> Iterable[Remedy]:
    if finding.recognizer == NUMBER:
        return (Remedy.NUMBER,)
    if finding.surface == BEHIND:
        return (Remedy.SHORTEN, Remedy.ZERO)
    if finding.surface in (GAP, "extension flag"):
        return (Remedy.ZERO,)
    if not _EXTENSION.fullmatch(finding.surface):
        return (Remedy.ZERO, Remedy.FIELD) if finding.part == AFTER else (Remedy.FIELD, Remedy.TEXT)
    return _in_extension(finding, header)


def _instead(finding: Finding, header: Header) -> Iterable[Remedy]:
    """What can stand in place of a text, where its bytes are its characters."""
    stored = header.data[finding.start : finding.stop]
    if finding.recognizer == NUMBER or stored != finding.text.encode(errors="replace") or b"\0" in stored:
        return
    if can_shift(finding.text):
        yield Remedy.SHIFT
    elif finding.length >= SHORTEST:
        yield Remedy.PSEUDONYM


def _in_extension(finding: Finding, header: Header) -> Iterable[Remedy]:
    code = header.extensions[_number(finding) - 1].code
    if finding.recognizer == "opaque" or code == DICOM:
        return (Remedy.DROP,) if finding.recognizer == "opaque" else (Remedy.DROP, Remedy.VALUE)
    if finding.part == AFTER:
        return (Remedy.TEXT, Remedy.ZERO, Remedy.DROP)
    if finding.part == FILLING:
        return (Remedy.ZERO, Remedy.DROP)
    if finding.part == CONTENT:
        return (Remedy.TEXT, Remedy.DROP)
    return (Remedy.VALUE, Remedy.TEXT, Remedy.DROP)


def _title(remedy: Remedy, finding: Finding, header: Header, ledger: Ledger) -> str:
    if remedy is Remedy.DROP:
        return f"Remove {finding.surface}"
    if remedy is Remedy.SHORTEN:
        return f"Cut off {counted(len(header.gap), 'byte')} behind the header"
    start, stop = _range(remedy, finding, header, ledger)
    bytes_ = counted(stop - start, "byte")
    return {
        Remedy.TEXT: f"Blank the text, {bytes_}",
        Remedy.VALUE: f"Blank the value, {bytes_}",
        Remedy.FIELD: f"Blank the field, {bytes_}",
        Remedy.ZERO: f"Set to zero, {bytes_}",
        Remedy.NUMBER: "Set the number to 0",
        Remedy.PSEUDONYM: f"Put a pseudonym in its place, {bytes_}",
        Remedy.SHIFT: "Shift the date, as all of this dataset",
    }[remedy]


def _is_of_header(finding: Finding, header: Header) -> bool:
    """Whether the found bytes are among those of the header: fields, extensions, and what is between them."""
    names = {field.name for field in header.fields}
    if finding.layer not in ("stored", "unpacked") or finding.stop > len(header.data):
        return False
    # The gap of a pair lies in the .img, before its voxels, and no edit of a header reaches it.
    between = BEHIND if header.paired else GAP
    return (
        finding.surface in names
        or finding.surface in (between, "extension flag")
        or bool(_EXTENSION.fullmatch(finding.surface))
    )


def _range(remedy: Remedy, finding: Finding, header: Header, ledger: Ledger) -> tuple[int, int]:
    """The bytes that a remedy fills."""
    if remedy is Remedy.NUMBER or remedy in INSTEAD:
        return finding.start, finding.stop
    if remedy is Remedy.FIELD:
        field = header.field(finding.surface)
        return field.offset, field.offset + field.size
    span = _span(finding, ledger)
    if remedy is Remedy.TEXT:
        return _words(header.data, finding, span)
    return span.start, span.stop


def _span(finding: Finding, ledger: Ledger) -> Span:
    """The span that holds the first found byte."""
    for layer in ledger.layers:
        if (layer.file, layer.title) == (finding.file, finding.layer):
            for span in layer.spans:
                if span.start <= finding.start < span.stop:
                    return span
    raise EditError({finding.surface: ["What was found is not there any more. Look at the file again."]})


def _words(data: bytes, finding: Finding, span: Span) -> tuple[int, int]:
    """The found bytes and the rest of the words that they are part of."""
    start, stop = finding.start, finding.stop
    if 0 in data[start:stop]:
        return start, stop
    while start > span.start and _WORD.match(data, start - 1):
        start -= 1
    while stop < span.stop and _WORD.match(data, stop):
        stop += 1
    return start, stop


def _blank(remedy: Remedy, data: bytes, start: int, stop: int, finding: Finding) -> bytes:
    """As many bytes that tell nothing, which leave what is around them readable."""
    old, length = data[start:stop], stop - start
    if remedy in (Remedy.ZERO, Remedy.FIELD, Remedy.NUMBER):
        return bytes(length)
    if b"\0" in old[:4]:
        return (b" \0" if old[1:2] == b"\0" else b"\0 ") * (length // 2) + bytes(length % 2)
    if _PACKED.fullmatch(old) and finding.text.encode(errors="replace") not in old:
        return b"A" * len(old.rstrip(b"=")) + b"=" * (length - len(old.rstrip(b"=")))
    if _is_bare(data, start, stop):
        return b"0".ljust(length)
    return b" " * length


def _stand_in(remedy: Remedy, finding: Finding, key: bytes) -> bytes:
    text = shifted(finding.text, key) if remedy is Remedy.SHIFT else pseudonym(finding.text, key)
    return text.encode().ljust(finding.length)[: finding.length]


def _is_bare(data: bytes, start: int, stop: int) -> bool:
    """Whether a value stands in a document without quotes, as a number of JSON does, which must stay one."""
    before, after = data[max(start - 64, 0) : start].rstrip(b" \t\r\n"), data[stop : stop + 64].lstrip(b" \t\r\n")
    return before[-1:] in (b":", b",", b"[") and after[:1] in (b",", b"}", b"]") and data[start:stop].isalnum()


def _number(finding: Finding) -> int:
    found = _EXTENSION.fullmatch(finding.surface)
    if found is None:
        raise EditError({finding.surface: ["There is no extension here that could be removed."]})
    return int(found[1])


def _without(header: Header, index: int) -> Header:
    """The header without an extension. Where the chain is broken it cannot be moved, so its content is zeroed."""
    try:
        return RemoveExtension(index).apply(header)
    except EditError:
        stored = header.extensions[index]
        start = stored.offset + 8
        return header.with_bytes(start, bytes(stored.offset + stored.size - start))
