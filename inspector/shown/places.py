"""How pages call the places in which text can stand, and the bytes of a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from inspector.core.exact import visible
from inspector.core.header import Header
from inspector.core.ledger.extensions import CONTENT
from inspector.core.privacy.finding import Finding
from inspector.vault.ledger import STORED

NAMES: Final = ("file name", "folder name")
_EXTENSION: Final = re.compile(r"extension (\d{1,9})")
_LONGEST: Final = 80


@dataclass(frozen=True)
class Place:
    """`title` is the surface, `part` where in it, `bytes` which ones, each "" where there is nothing to say."""

    title: str
    part: str
    bytes: str


def place(finding: Finding, header: Header) -> Place:
    """Where a finding of an image with this header stands, in words."""
    part = "" if finding.part == CONTENT else visible(finding.part)
    if len(part) > _LONGEST:
        part = f"{part[:_LONGEST]} …"
    return Place(surface(finding.surface, header), part, "" if finding.layer in NAMES else _bytes(finding))


def surface(name: str, header: Header) -> str:
    """A surface of the ledger, with the kind of the extension: "extension 1, comment"."""
    found = _EXTENSION.fullmatch(name)
    number = int(found[1]) if found else 0
    if not 0 < number <= len(header.extensions):
        return name
    kind = header.extensions[number - 1].kind
    return f"{name}, {kind}" if kind else name


def _bytes(finding: Finding) -> str:
    last = finding.stop - 1
    which = f"byte {finding.start:,}" if last == finding.start else f"bytes {finding.start:,}–{last:,}"
    return f"{which} of the packed file" if finding.layer == STORED else which
