"""Computers and scanners by name: stations of vendors, hosts with a domain, and serial numbers after a word.

What a document labels as the name of a station or a serial number is found by its label.
Source: 45 CFR 164.514(b)(2)(i)(M).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.contacts import is_known_host
from inspector.core.privacy.recognizers.pattern import Pattern

# What consoles are called when they leave the factory: letters for the vendor's line, then the number of the system.
_STATION: Final = Pattern(r"[MACPG]⟨(?:RC|WP|EDPC|EDCOM|TAWP|HILIPS-|E-?OW|EMS-?OW|RIPC|TC|ETCT)-?\d{4,8}⟩")
_SERIAL: Final = Pattern(
    r"[sSnN]⟨(?i:/n|erial(?: ?(?:no|nr|num(?:ber)?))?|er\.? ?n[or]|erien-?(?:nr|nummer)|[°º] de s[ée]rie)\b"
    r"[\s.:#=]{1,4}(?=[\w/-]{0,20}\d)([\w/-]{3,32})|S⟨N[ :#.-]{0,2}(?=\d{4})([\w/-]{4,32})"
)
_DOMAINS: Final = "org|edu|com|net|gov|int|mil|local|lan|intranet|internal|corp|home|localdomain"
_COUNTRIES: Final = "ac\\.uk|nhs\\.uk|co\\.uk|de|fr|es|it|nl|pl|br|se|tr|cz|at|ch|be|dk|fi|no|pt|jp|cn|ru|gr|ca|au|eu"
_HOST: Final = Pattern(
    r"[A-Za-z0-9](?<![\w@./\\-].)[A-Za-z0-9-]{0,62}\.(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){0,5}"
    rf"(?i:(?:{_DOMAINS})(?:\.[a-z]{{2}})?|{_COUNTRIES})(?![\w-])(?!\.\w)"
)


def find_computers(passage: Passage) -> Iterator[Match]:
    text = passage.text
    for found in _STATION.find(text):
        yield Match(*found.span(), 0.85, "This is the name of the console of one scanner.")
    for found in _SERIAL.find(text):
        yield Match(*found.span(), 0.95, "This is the serial number of a device.")
    if "." not in text:
        return
    for found in _HOST.find(text):
        parts = found[0].lower().split(".")
        if not is_known_host(found[0]) and max(map(len, parts[:-1])) > 2:
            score = 0.7 if len(parts) > 2 or parts[-1] in ("local", "lan", "localdomain") else 0.5
            yield Match(*found.span(), score, "This is the name of a computer or of a place in the net.")
