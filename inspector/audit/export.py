"""The record as a file: CSV for people and spreadsheets, JSON for whoever verifies it without this program.

docs/audit.md describes the JSON, with a program of a few lines that checks it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone

from inspector.audit.story import sentence
from inspector.core.words import show_value
from inspector.models import AuditEntry

Format = Literal["csv", "json"]
NAME = "header-inspector-audit-1"
COLUMNS = ("seq", "at", "actor", "action", "dataset", "image", "what", "field", "old", "new", "reason", "hash")
_BATCH = 500
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def exported(rows: QuerySet[AuditEntry], form: Format) -> Iterator[str]:
    """The entries, oldest first, in pieces."""
    entries = _in_order(rows)
    return _csv(entries) if form == "csv" else _json(entries)


def _in_order(rows: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    after: int | None = None
    rows = rows.order_by("seq").prefetch_related("values")
    while found := list((rows if after is None else rows.filter(seq__gt=after))[:_BATCH]):
        yield from found
        after = found[-1].seq


def _csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """A line for each changed field; one for an entry that changed none."""
    yield _line(COLUMNS)
    for entry in entries:
        what = (entry.seq, entry.at.isoformat(), entry.actor, entry.action, entry.dataset, entry.image, sentence(entry))
        reason = _cell(entry, "reason")
        for field in _changed(entry) or [""]:
            yield _line((*what, field, _cell(entry, f"{field}.old"), _cell(entry, f"{field}.new"), reason, entry.hash))


def _changed(entry: AuditEntry) -> list[str]:
    return [label.removesuffix(".old") for label in entry.told if label.endswith(".old")]


def _cell(entry: AuditEntry, label: str) -> str:
    if label not in entry.told:
        return ""
    told = entry.told[label]
    return "(erased)" if entry.kept[label].sealed is None else show_value(told)


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(str(cell)) for cell in cells])
    return line.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One object; each entry is a line of its own."""
    yield f'{{"format": "{NAME}", "exported_at": "{timezone.now().isoformat()}", "entries": ['
    between = "\n"
    for entry in entries:
        yield between + json.dumps(_sealed(entry), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _sealed(entry: AuditEntry) -> dict[str, Any]:
    """The exact text that was sealed, and what opens each commitment in it (null where that was erased)."""
    values = {
        label: {"salt": value.opened[0], "text": value.opened[1]} if value.opened else None
        for label, value in entry.kept.items()
    }
    return {"seq": entry.seq, "prev_hash": entry.prev_hash, "hash": entry.hash, "body": entry.body, "values": values}
