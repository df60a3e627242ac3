"""What can stand in place of a text that goes: a pseudonym for a name or number, another day for a date.

Both come from a key. Who has the key can tell that two files are of the same person; who does not has no way back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

import numpy as np

# A pseudonym of fewer characters would soon be that of two people.
SHORTEST: Final = 6
FEWEST_DAYS, MOST_DAYS = 30, 3650
_DATE: Final = re.compile(r"(?P<year>(?:18|19|20)\d\d)(?P<sign>[-/.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)(?!\d)")


def pseudonym(text: str, key: bytes) -> str:
    """A pseudonym as long as the text in bytes: the same for the same text, whatever its capitals and spaces."""
    told = " ".join(text.casefold().split())
    found = base64.b32encode(hmac.new(key, f"name {told}".encode(), hashlib.sha256).digest()).decode().rstrip("=")
    length = len(text.encode())
    return f"P{found}"[:length].ljust(length)


def can_shift(text: str) -> bool:
    """Whether a text holds a day, written with its year first, that another day could stand for."""
    return any(_day(found) is not None for found in _DATE.finditer(text))


def shifted(text: str, key: bytes) -> str:
    """The text with every day moved back by as many days as the key says, so that the days between two stay."""
    drawn = int.from_bytes(hmac.new(key, b"days", hashlib.sha256).digest()[:8], "big")
    days = FEWEST_DAYS + drawn % (MOST_DAYS - FEWEST_DAYS)

    def other(found: re.Match[str]) -> str:
        day = _day(found)
        return found[0] if day is None else str(day - np.timedelta64(days, "D")).replace("-", found["sign"])

    return _DATE.sub(other, text)


def _day(found: re.Match[str]) -> np.datetime64 | None:
    """The day that was found; None when no calendar has it."""
    try:
        return np.datetime64(f"{found['year']}-{found['month']}-{found['day']}", "D")
    except ValueError:
        return None
