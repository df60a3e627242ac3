"""Numbers that a hospital gives: record and accession numbers by the letters before them, and subjects in file names.

Source: 45 CFR 164.514(b)(2)(i)(G), (H), (I), (R); BIDS, entities of file names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_PREFIXES: Final = (
    "MRN MR PID PATID PATNR PAT PT PTID PATIENT ACC ACCN ACCESSION HN UHID URN NHS SSN CASE CHART HOSP HIST EMR EHR FIN"
    " CSN ENC VISIT KVNR FALL IPP NDA NHC PESEL CPR CPF BSN INS POL LIC ACCT REC DOB"
)
_PREFIX: Final = frozenset(_PREFIXES.split())
_PREFIXED: Final = Pattern(
    r"([A-Za-z]⟨(?<![+/].)[A-Za-z]{1,8}+)(?=(#?[ _.:#-]{0,2}(?:(?i:ID|NO|NR|N)[ _.:#-]{1,2})?)"
    r"((?:[A-Z]{1,3}(?=-?\d))?-?\d[\dA-Z-]{2,20}+)⟩)"
)
_LETTERED: Final = Pattern(r"([A-Z]⟨(?<!\d\..)[A-Z]{0,3})[-_]?(\d{5,12})([A-Z]?)⟩(?!\.\d)")
_YEARLY: Final = Pattern(r"[A-Z](?<![\w.].)[A-Z]{0,2}[-/]?\d{2,4}[-/]\d{4,8}(?![\w-])")
_GROUPED: Final = Pattern(r"[A-Z](?<![\w.,-].)[A-Z]{1,3}-\d{3,4}-\d{3,6}(?![\w-])")
# Files of scanners and lists of them are counted so.
_COUNTERS: Final = "IM IMG I MR CT PT SE SER S ST Z E EX EXAM SL VOL RUN T IMA DCM FILE SC RAW IT EP TE TR TI P"
_COUNTED: Final = frozenset(_COUNTERS.split())
_SUBJECT: Final = Pattern(r"[sSpP]⟨(?i:ub|ubj|ubject|at|atient|t)[-_]([^\W_]{1,64}+)⟩")
# A number of a study that runs from 1 has few digits, with letters for a group before it.
_COUNTER: Final = Pattern(r"\w{1,6}|[A-Za-z]{1,8}\d{1,3}")
_TEMPLATES: Final = frozenset({"fsaverage", "template", "phantom", "average", "emptyroom"})
_FIRM, _LIKELY = 0.9, 0.6


def find_codes(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.isascii() and not any(map(text.__contains__, "0123456789")):
        return
    for found in _PREFIXED.find(text):
        word, between = found[1].upper(), found[2]
        # Base64 has letters among the digits: only digits make the number of "MRN000123".
        if not between and not found[3].isdigit():
            continue
        if word in _PREFIX and (word != "MR" or "#" in between):
            yield Match(
                found.start(), found.end(3), _FIRM, "This looks like the number of a patient, a case or an account."
            )
    for found in _LETTERED.find(text):
        counted = found[1] in _COUNTED and (len(found[2]) < 7 or found[2][0] == "0")
        if not counted and len(set(found[2])) > 1:
            yield Match(
                *found.span(),
                0.5 if len(found[2]) < 6 else 0.8,
                "This could be the number of a patient or an examination.",
            )
    for pattern in (_YEARLY, _GROUPED):
        for found in pattern.find(text):
            yield Match(*found.span(), 0.8, "This could be the number of an examination or an insurance.")


def find_subjects(passage: Passage) -> Iterator[Match]:
    """The label of a subject that is more than a counter: sub-01 tells of nobody, sub-SmithJ1961 does."""
    for found in _SUBJECT.find(passage.text):
        if not _COUNTER.fullmatch(found[1]) and found[1].lower() not in _TEMPLATES:
            yield Match(*found.span(1), _LIKELY, "This label of a subject holds more than a counter.")
