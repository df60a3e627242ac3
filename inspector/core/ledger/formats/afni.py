"""The .HEAD of AFNI: attributes with their type, name and number of values. Source: README.attributes of AFNI."""

from __future__ import annotations

import re
from typing import Final

from inspector.core.extensions.part import Unreadable
from inspector.core.formats.registry import is_afni_head
from inspector.core.ledger.documents import NAMES
from inspector.core.ledger.formats.fixed import are_figures
from inspector.core.ledger.formats.format import Format, whole
from inspector.core.ledger.span import Bytes, Kind, Track
from inspector.core.ledger.stretches import kind_of, lay_data

SURFACE: Final = "AFNI"
_HEAD: Final = re.compile(
    rb"^[ \t]{0,8}type[ \t]{0,8}=[ \t]{0,8}(?:string|integer|float)-attribute[ \t]{0,8}\r?\n"
    rb"[ \t]{0,8}name[ \t]{0,8}=[ \t]{0,8}(?P<name>[^\s]{1,120})[ \t]{0,8}\r?\n"
    rb"[ \t]{0,8}count[ \t]{0,8}=[ \t]{0,8}\d{1,12}[ \t]{0,8}\r?\n",
    re.MULTILINE,
)
_SPANS: Final = 6


def _lay(track: Track, source: Bytes) -> None:
    data = whole(source)
    found = list(_HEAD.finditer(data))
    if not found:
        raise Unreadable("It has no attributes.")
    starts = [each.start() for each in found[1:]]
    lay_data(track, data[: found[0].start()], SURFACE, "content")
    for each, stop in zip(found, [*starts, len(data)], strict=True):
        if track.room < _SPANS:
            return
        track.lay(each.start("name") - track.at, Kind.STRUCTURE, SURFACE)
        track.lay(len(each["name"]), kind_of(each["name"]), SURFACE, NAMES)
        track.lay(each.end() - track.at, Kind.STRUCTURE, SURFACE)
        _lay_value(track, data[each.end() : stop], each["name"].decode("latin-1"))


def _lay_value(track: Track, value: bytes, name: str) -> None:
    begun = track.at
    text = value.strip()
    if text.startswith(b"'"):
        track.lay(value.index(b"'") + 1, Kind.STRUCTURE, SURFACE)
        lay_data(track, text[1:].removesuffix(b"~"), SURFACE, name)
    elif are_figures(value):
        track.lay(len(value), Kind.STRUCTURE, SURFACE, name)
    else:
        lay_data(track, value, SURFACE, name)
    track.lay(len(value) - (track.at - begun), Kind.STRUCTURE, SURFACE)


AFNI: Final = Format(SURFACE, is_afni_head, _lay)
