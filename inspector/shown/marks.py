"""How severities look: an icon, a class and a word for each, so that none is told by its colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspector.core.rules import Finding

# Severity: icon, class and word. A note is no warning, so it is called one.
MARKS: dict[str, tuple[str, str, str]] = {
    "error": ("error", "error", "error"),
    "warning": ("warn", "warn", "warning"),
    "info": ("info", "info", "note"),
}


@dataclass(frozen=True)
class Mark:
    """What stands beside a field: the most severe thing that was found there, and all of it in words."""

    icon: str
    kind: str
    said: str

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Mark:
        """That of the first of these, the most severe one."""
        icon, kind, _ = MARKS[findings[0].severity]
        return cls(icon, kind, " ".join(f"{MARKS[each.severity][2].capitalize()}: {each.message}" for each in findings))


def badges(found: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Icon, class and count in words of each severity that was found."""
    return [
        (icon, kind, f"{found[severity]} {word}{'' if found[severity] == 1 else 's'}")
        for severity, (icon, kind, word) in MARKS.items()
        if found[severity]
    ]


def marked(findings: Iterable[Finding]) -> list[tuple[Mark, Finding]]:
    """Findings with their marks, for lists of what an edit settles or brings."""
    return [(Mark.of([finding]), finding) for finding in findings]
