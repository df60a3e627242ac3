"""`header-inspector check`: what the rules find in files, for people, for programs, and as an exit code."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.cli.facts import facts_of
from inspector.core.errors import ImageError
from inspector.core.exact import exact_number, visible
from inspector.core.rules import Finding, check, counts
from inspector.core.words import counted, listed

SOUND, WARNED, WRONG, UNREADABLE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file, or the sentence why it could not be opened."""

    path: Path
    format: str | None
    findings: tuple[Finding, ...]
    error: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "opened": self.error is None,
            "error": self.error,
            "format": self.format,
            "findings": [finding.as_json() for finding in self.findings],
        }


def check_file(path: Path, *, profile: str, deep: bool) -> Checked:
    """Never raises for what is in a file, nor for one that is not there."""
    try:
        facts = facts_of(path, deep=deep)
    except (ImageError, OSError) as error:
        told = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)
        return Checked(path, None, (), told)
    return Checked(path, facts.header.format, check(facts, profile), None)


def exit_code(files: Sequence[Checked], *, strict: bool) -> int:
    """0 sound; 1 warnings only, with `strict`; 2 an error was found; 3 a file could not be opened."""
    if any(file.error for file in files):
        return UNREADABLE
    severities = {finding.severity for file in files for finding in file.findings}
    if "error" in severities:
        return WRONG
    return WARNED if strict and "warning" in severities else SOUND


def check_lines(file: Checked, *, notes: bool) -> Iterator[str]:
    """One line for the file and one for each finding, notes only when asked for; the edit that fixes it below."""
    if file.error:
        yield f"{file.path}: {file.error}"
        return
    found = counts(file.findings)
    told = [counted(found["error"], "error"), counted(found["warning"], "warning"), counted(found["info"], "note")]
    yield f"{file.path}: {listed([each for each in told if not each.startswith('0 ')], 'and') or 'nothing found'}"
    for finding in file.findings:
        if notes or finding.severity != "info":
            yield f"  {finding.severity:<7}  {finding.rule:<3}  {finding.message}"
            yield from _fix_lines(finding, 4 if file.format == "NIfTI-1" else 8)


def _fix_lines(finding: Finding, size: int) -> Iterator[str]:
    """The fix as arguments of `edit`; numbers read back to the same floats of `size` bytes."""
    if finding.fix:
        values = [f"{name}={_written(value, size)}" for name, value in finding.fix.set.items()]
        yield f"{'':16}{finding.fix.title}: {' '.join(f'--set {shlex.quote(visible(value))}' for value in values)}"


def _written(value: Any, size: int) -> str:
    if isinstance(value, list):
        return " ".join(_written(item, size) for item in value)
    return value if isinstance(value, str) else exact_number(value, size=size)
