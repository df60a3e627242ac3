"""Unique identifiers of DICOM and of programs, which lead back to one examination, one scanner and one minute.

Source: DICOM PS3.5, 9 and annex B; PS3.6, annex A for those of the standard, which say nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.keys import plain
from inspector.core.privacy.recognizers.pattern import Pattern

_UID: Final = Pattern(
    r"[012](?<![\w.].)(?:\.(?:0|[1-9]\d{0,38})){4,40}+(?![\w.]*\w)|2(?<![\w.].)\.25\.\d{20,39}(?![\w.]*\w)"
)
_UUID: Final = Pattern(r"[0-9A-Fa-f](?<![\w-].)[0-9A-Fa-f]{7}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![\w-])")
_HASH: Final = Pattern(r"[0-9a-f]⟨[0-9a-f]{31,127}+⟩")
_HASH_LENGTHS: Final = frozenset({32, 40, 56, 64, 96, 128})
_AFNI: Final = Pattern(r"[AXNMF](?<!\w.)(?:FN|YZ|SO|IH|IM|CW|SL)_[\w-]{22}(?![\w-])")
_SIEMENS: Final = "1.3.12.2.1107.5"
# Of the standard itself, and of programs that sign with the same number in every file.
_INNOCENT: Final = (
    "1.2.840.10008.", "1.3.12.2.1107.5.9.", "1.2.276.0.7230010.3.0.3.", "1.2.40.0.13.1.1",
    "1.2.826.0.1.3680043.9.3811.", "1.2.826.0.1.3680043.2.1143.107.", "1.2.276.0.7238010.5.0.3.",
    "1.3.46.670589.42.1.", "1.2.840.113619.6.",
)  # fmt: skip
_ROOTS: Final = (
    "1.2.840.", "1.3.6.1.4.1.", "1.3.46.670589.", "1.3.12.2.1107.", "1.2.826.0.1.", "1.2.276.0.", "1.2.392.",
    "1.2.528.", "1.2.124.", "1.2.40.", "1.2.752.", "1.2.250.", "1.2.616.", "1.2.410.", "1.2.156.", "1.3.51.",
    "1.3.76.", "2.25.", "2.16.",
)  # fmt: skip
_OF_KINDS: Final = (
    "sopclassuid mediastoragesopclassuid transfersyntaxuid implementationclassuid referencedsopclassuid"
    " codingschemeuid"
    " contextuid mappingresourceuid"
)
_KIND_KEYS: Final = frozenset(_OF_KINDS.split())
_LONGEST, _SHORTEST_CODE = 64, 24
_WHY_CODE: Final = "This code is unique, and could be made from a name or a number."


def find_uids(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.count(".") > 1 and plain(passage.label) not in _KIND_KEYS:
        for found in _UID.find(text):
            if score := _of_uid(found[0]):
                yield Match(*found.span(), score, "This unique identifier leads back to one examination or scanner.")
    if text.count("-") > 3:
        for found in _UUID.find(text):
            yield Match(*found.span(), 0.5, "This code is unique, so that it leads back to where it was given.")
    if len(text) > _SHORTEST_CODE:
        for found in _HASH.find(text):
            if len(found[0]) in _HASH_LENGTHS and not found[0].isdigit():
                yield Match(*found.span(), 0.3, _WHY_CODE)
        for found in _AFNI.find(text):
            yield Match(*found.span(), 0.3, _WHY_CODE)


def _of_uid(uid: str) -> float:
    if uid.startswith(_INNOCENT) or uid == _SIEMENS + ".2" or len(uid) > _LONGEST:
        return 0.3 if len(uid) > _LONGEST else 0
    if uid.startswith(_SIEMENS):
        return 0.95
    if uid.startswith(_ROOTS):
        return 0.85
    # Versions and numbers of chapters are short.
    return 0.8 if len(uid) > 20 else 0.2
