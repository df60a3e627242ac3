"""`header-inspector privacy`: what in files could tell of a person, for people, for programs, and as an exit code."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.cli.check import UNREADABLE
from inspector.cli.files import image_beside
from inspector.core.exact import visible
from inspector.core.privacy.finding import Finding, Level, levels
from inspector.core.privacy.own_list import OwnList
from inspector.core.privacy.recognizers.table import Kind
from inspector.core.words import counted, listed
from inspector.vault.ledger import File
from inspector.vault.privacy import look

CLEAR, TO_REVIEW, FOUND = 0, 1, 2


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What was found in a file, or the sentence why it could not be read."""

    path: Path
    findings: tuple[Finding, ...]
    error: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "opened": self.error is None,
            "error": self.error,
            "findings": [finding.as_json(masked=False) for finding in self.findings],
        }


def look_at(path: Path, own: Sequence[Kind] = ()) -> LookedAt:
    """The privacy check of a file, and of the .img beside a .hdr. Never raises for what is in it or not there."""
    try:
        beside = image_beside(path)
        with ExitStack() as stack:
            paths = [path, *([beside] if beside else [])]
            files = [File(each.name, stack.enter_context(each.open("rb"))) for each in paths]
            return LookedAt(path, look(files, own=own), None)
    except OSError as error:
        return LookedAt(path, (), f"{error.strerror}." if error.strerror else str(error))


def own_list(path: Path | None) -> tuple[Kind, ...]:
    """The recognizer of the identifiers in a file, one in a line; the hashes live as long as this program runs.

    Raises OSError when the file cannot be read.
    """
    if path is None:
        return ()
    identifiers = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return (OwnList.of(identifiers, secrets.token_bytes(32)).recognizer,)


def exit_code(files: Sequence[LookedAt], *, strict: bool) -> int:
    """0 nothing high or medium; 1 something to review, with `strict`; 2 high or medium; 3 a file could not be read."""
    if any(file.error for file in files):
        return UNREADABLE
    found = {finding.level for file in files for finding in file.findings}
    if found & {Level.HIGH, Level.MEDIUM}:
        return FOUND
    return TO_REVIEW if strict and found else CLEAR


def privacy_lines(file: LookedAt, *, text: bool) -> Iterator[str]:
    """One line for the file and one for each finding; the text is masked unless it is asked for."""
    if file.error:
        yield f"{file.path}: {file.error}"
        return
    told = [f"{count} {level}" for level, count in levels(file.findings).items() if count]
    yield f"{file.path}: {listed(told, 'and') or 'no findings'}"
    for finding in file.findings:
        shown = visible(finding.text if text else finding.masked)
        part = f" ({visible(finding.part)})" if finding.part else ""
        place = f"{finding.surface}{part}, {counted(finding.length, 'byte')} at {finding.start:,}"
        yield f"  {finding.level:<6}  {finding.recognizer}: {shown}  [{place}]"
        yield f"          {finding.why}"
