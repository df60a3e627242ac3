"""Makes the lists of the privacy check that come from elsewhere: english, dicom, bids, given and surnames.

    python -m benchmarks.vocabulary

Sources, all free to pass on: Debian's `wamerican-small` (SCOWL, its own licence), pydicom's dictionaries and the
concept names of its `sr` package (MIT; DICOM PS3.6 and PS3.16), the PyPI package `bidsschematools` (MIT), and the lists
of the United States Census of 1990 (public domain) as the PyPI package `names` (MIT) carries them. Install the last two
for this; nothing else needs them. DICOM names illnesses and parts of the body after people, so a word of it that the
census knows as a name is left out. The other lists are written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import cast

from pydicom._dicom_dict import DicomDictionary
from pydicom._private_dict import private_dictionaries
from pydicom.sr._concepts_dict import concepts

FOLDER = Path(__file__).resolve().parent.parent / "inspector" / "core" / "privacy" / "vocabulary"
ENGLISH = Path("/usr/share/dict/american-english-small")

# Words of two letters that the English list does not keep apart from abbreviations.
SHORT = re.compile("a[mnst]|b[ey]|do|go|he|i[fnst]|m[ey]|no|o[fnr]|so|to|u[ps]|we")

# Surnames up to this place in the census are kept whether or not they are words; up to the second, when they are.
FREQUENT = 3_000
KNOWN_AS_WORDS = 20_000

# A given name that is a word as well is kept when at least this share of people, in percent, are called so.
SHARE = 0.008
NO_NAMES = {"brain", "numbers", "van", "mon", "tue", "wed", "thu", "fri", "sat", "sun"}  # slips, particles and days

NAMING = ("name", "value", "display_name")

_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def pieces(text: str) -> Iterator[str]:
    """The words of a text or a keyword, in lower case: "FlipAngle" is "flip" and "angle"."""
    return (piece.lower() for piece in _PIECES.findall(text))


def english() -> set[str]:
    """Common English words that are written small and in plain letters."""
    words = {word for word in ENGLISH.read_text("utf-8").split() if re.fullmatch("[a-z]+", word)}
    return {word for word in words if len(word) > 2 or SHORT.fullmatch(word)}


def keywords() -> set[str]:
    """The words of DICOM's attributes and of those that manufacturers add."""
    texts = [f"{entry[2]} {entry[4]}" for entry in DicomDictionary.values()]
    texts += [entry[2] for entries in private_dictionaries.values() for entry in entries.values()]
    return {word for text in texts for word in pieces(text) if len(word) > 2}


def concept_words() -> set[str]:
    """The words that DICOM's structured reports write small inside the names of concepts.

    What they write large there is often called after a person.
    """
    schemes = cast("Iterable[Mapping[str, Mapping[str, tuple[str, object]]]]", concepts.values())
    meanings = [meaning for scheme in schemes for codes in scheme.values() for meaning, _ in codes.values()]
    return {word for meaning in meanings for word in re.findall(r"(?<![\w-])[a-z]{3,}", meaning)}


def bids() -> set[str]:
    """The words of the names that BIDS gives to files, columns and metadata."""
    objects = json.loads((files("bidsschematools") / "data" / "schema.json").read_text("utf-8"))["objects"]
    names = [str(entry.get(key, "")) for part in objects.values() for entry in part.values() for key in NAMING]
    return {word for name in names for word in pieces(name) if len(word) > 2}


def census(name: str) -> dict[str, float]:
    """The names of one list of the census with the share of people who are called so, in percent; the largest first."""
    rows = [line.split() for line in (files("names") / name).read_text("ascii").splitlines()]
    return {row[0].lower(): float(row[1]) for row in rows if row}


def write(name: str, words: Iterable[str]) -> None:
    (FOLDER / name).write_text("\n".join(sorted(words)) + "\n", "utf-8")


def main() -> int:
    shares = {**census("dist.female.first"), **census("dist.male.first")}
    surnames = [name for name in census("dist.all.last") if name not in NO_NAMES]
    common = english()
    frequent = {name for name, share in shares.items() if name not in common or share >= SHARE}
    given = frequent - NO_NAMES
    names = given | {*surnames[:KNOWN_AS_WORDS]}
    technical = (keywords() - given - (names - common)) | (concept_words() - common - names)
    standard = bids() - names - technical
    words = common | technical | standard
    write("english.txt", common)
    write("dicom.txt", technical)
    write("bids.txt", standard)
    write("given.txt", given)
    write("surnames.txt", {*surnames[:FREQUENT], *(name for name in surnames[:KNOWN_AS_WORDS] if name in words)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
