"""Numbers that a hospital gives: record and accession numbers by the letters before them, and subjects in file names.

Source: 45 CFR 164.514(b)(2)(i)(G), (H), (I), (R); BIDS, entities of file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_PREFIXED: Final = Pattern(
    r"(?<![^\W_])(?:MRN|MR#|PID|PATID|PATNR|PAT|PT|PTID|PATIENT|ACC|ACCN|ACCESSION|HN|UHID|URN|NHS|SSN|CASE|CHART|HOSP|HIST|EMR"
    r"|EHR|FIN|CSN|ENC|VISIT|KVNR|FALL|IPP|NDA|NHC|PESEL|CPR|CPF|BSN|INS|POL|LIC|ACCT|REC|DOB)[ _.:#-]{0,2}"
    r"(?:(?:ID|NO|NR|N)[ _.:#-]{1,2})?"
    r"(?=[A-Z]{0,3}-?\d)[A-Z]{0,3}-?\d[\dA-Z-]{2,20}+(?![^\W_])",
    re.IGNORECASE,
)
_LETTERED: Final = Pattern(r"(?<![^\W_])(?<!\d\.)([A-Z]{1,4})[-_]?(\d{5,12})([A-Z]?)(?![^\W_])(?!\.\d)")
_YEARLY: Final = Pattern(r"(?<![\w.])[A-Z]{1,3}[-/]?\d{2,4}[-/]\d{4,8}(?![\w-])")
_GROUPED: Final = Pattern(r"(?<![\w.,-])[A-Z]{2,4}-\d{3,4}-\d{3,6}(?![\w-])")
# Files of scanners and lists of them are counted so.
_COUNTERS: Final = "IM IMG I MR CT PT SE SER S ST Z E EX EXAM SL VOL RUN T IMA DCM FILE SC RAW IT EP TE TR TI P"
_COUNTED: Final = frozenset(_COUNTERS.split())
_SUBJECT: Final = Pattern(r"(?<![^\W_])(?:sub|subj|subject|pat|patient|pt)[-_]([^\W_]{1,64}+)(?![^\W_])", re.IGNORECASE)
# A number of a study that runs from 1 has few digits, with letters for a group before it.
_COUNTER: Final = Pattern(r"[A-Za-z]{0,6}\d{0,6}")
_FIRM, _LIKELY = 0.9, 0.6
_PLACES: Final = frozenset({"descrip", "aux_file", "db_name", "data_type", "intent_name", "unused_str"})


def find_codes(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.isascii() and not any(map(text.__contains__, "0123456789")):
        return
    for found in _PREFIXED.find(text):
        yield Match(*found.span(), _FIRM, "This looks like the number of a patient, a case or an account.")
    for found in _LETTERED.find(text):
        if found[1] not in _COUNTED and len(set(found[2])) > 1:
            yield Match(
                *found.span(), _of_lettered(found, passage), "This could be the number of a patient or an examination."
            )
    for pattern in (_YEARLY, _GROUPED):
        for found in pattern.find(text):
            yield Match(*found.span(), _LIKELY, "This could be the number of an examination or a sample.")


def find_subjects(passage: Passage) -> Iterator[Match]:
    """The label of a subject that is more than a counter: sub-01 tells of nobody, sub-SmithJ1961 does."""
    for found in _SUBJECT.find(passage.text):
        if not _COUNTER.fullmatch(found[1]):
            yield Match(*found.span(1), _LIKELY, "This label of a subject holds more than a counter.")


def _of_lettered(found: re.Match[str], passage: Passage) -> float:
    if len(found[2]) < 6:
        return 0.5
    return 0.8 if passage.surface in _PLACES or passage.surface.endswith("name") else _LIKELY
