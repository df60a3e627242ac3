"""Postcodes with their place, boxes, flats and what else stands in an address besides a street and its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match
from inspector.core.privacy.vocabulary import Known, known

TECHNICAL: Final = int(Known.TECHNICAL)

_STATES: Final = (
    "A[KLRSZ]|C[AOT]|D[CE]|F[LM]|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOPST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|V[AIT]"
    "|W[AIVY]|NSW|VIC|QLD|TAS|ACT"
)
_PLACE: Final = (
    "(?:(?:L[ae]|D[aei]|San|Santa|São|Saint|St|El|Los|Las|Bad)[. ] ?)?(?P<place>[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž'’-]{2,30}+)"
)
_FIVE: Final = r"(?:\d{5}|\d{3} \d{2}|\d{2}-\d{3}|\d{4,5}-\d{3})"
_STREETS: Final = (
    r"(?:[Rr]ue|[Bb]oulevard|[Cc]hemin|[Cc]alle|[Aa]venida|[Rr]ua|[Pp]iazza|[Pp]laza|[Vv]iale|[Uu]lica|[Uu]l\."
    r"|[Aa]venue)"
)
_BOX: Final = r"(?i:P\.? ?O\.? ?Box|Postfach|Bo[iî]te postale|Apartado|Casella postale|Postbus|Caixa postal)"
_FLAT: Final = r"(?:Flat|Apt\.?|Apartment|Suite|Studio|Appartamento|Piso|Puerta|Mieszkanie|Lgh|Daire)"

# A place stands with a code that alone could be any number; codes with letters stand for themselves.
PATTERNS: Final = tuple(
    (re.compile(pattern), score)
    for pattern, score in (
        (r"\b(?:[A-Z]{2}|[BEGLMNSW])\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b", 0.8),
        (rf"\b[1-9]\d{{3}} ?[A-Z]{{2}}(?: {{1,2}}|, ){_PLACE}", 0.85),
        (r"\b[A-CEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d\b", 0.8),
        (rf"\b{_PLACE},? (?:{_STATES}),? \d{{4,5}}(?:-\d{{4}})?\b", 0.85),
        (rf"\b(?:[A-Z]{{1,2}}-)?{_FIVE},? {_PLACE}", 0.8),
        (rf"\b{_PLACE},? {_FIVE}\b(?!\.\d)", 0.8),
        (r"\b[AFD]PO,? A[AEP] \d{5}|\b(?:PSC|Unit) \d{1,5},? Box \d{1,6}", 0.85),
        (rf"\b\d{{8}} (?:[\w']{{2,20}} ){{0,3}}{_PLACE} / [A-Z]{{2}}\b", 0.85),
        (rf"\b{_STREETS} (?:d[eio] |della |del |de la |du |des |dos |das |da |d'|l')?{_PLACE}", 0.8),
        (r"\b\d{5}-\d{3}\b|\b\d{2}-\d{3}\b(?![-.\d])", 0.5),
        (r"〒 ?\d{3}-?\d{4}|\d{1,4}丁目|\d{1,5}番(?:地|\d)|[路街道巷]\d{1,5}[号號]|\d{1,5}[号號](?:楼|室)", 0.9),
        (rf"\b{_BOX} \d{{1,6}}", 0.85),
        (rf"\b{_FLAT} \d{{1,4}}[A-Za-z]?\b", 0.6),
    )
)
WHY: Final = "A postcode with its place, or another part of an address."


def find(text: str) -> Iterator[Match]:
    """Parts of addresses; a place that is a technical word is none."""
    for pattern, score in PATTERNS:
        for found in pattern.finditer(text):
            place = found.groupdict().get("place")
            if place is None or not known(place) & TECHNICAL:
                yield Match(found.start(), found.end(), score, WHY)
