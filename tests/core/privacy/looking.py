"""The check of small images, with a list of our own identifiers that is found for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspector.core.header import Header, head_length
from inspector.core.ledger import Held, Ledger
from inspector.core.ledger.image import name, single
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.own_list import OWN, OwnList
from inspector.core.privacy.remedies import Remedy
from inspector.core.privacy.scan import scan
from tests.builders import nifti1_bytes

NAME = "DOE^JANE"
KEY = b"a key of a dataset"
LIST = (OwnList.of([NAME, "19610302"], KEY).recognizer,)


@dataclass(frozen=True)
class Seen:
    """An image and what is found of our list in it."""

    header: Header
    ledger: Ledger
    findings: Sequence[Finding]

    @property
    def only(self) -> Finding:
        [found] = self.findings
        return found

    def choices(self) -> list[Remedy]:
        return [each.remedy for each in remedies.choices(self.only, self.header, self.ledger)]

    def after(self, remedy: Remedy) -> Header:
        return remedies.apply(self.header, [(each, remedy) for each in self.findings], self.ledger, KEY)


def seen(data: bytes | None = None, called: str = "scan.nii", **values: Any) -> Seen:
    """Look at a single file."""
    data = nifti1_bytes(**values) if data is None else data
    header = Header.parse(data[: head_length(data)], paired=False)
    ledger = Ledger((name("file name", called), single(called, "unpacked", header, Held(data[len(header.data) :]))))
    found = [each for each in scan(ledger, LIST) if each.recognizer == OWN]
    return Seen(header, ledger, found)
