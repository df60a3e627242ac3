"""What can be erased of an image, and what an erasure would take along."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.actions import Carriers
from inspector.core.exact import visible
from inspector.core.words import counted, listed, show_value
from inspector.models import AuditValue, Image

SHOWN = 200


@dataclass(frozen=True)
class Recorded:
    """One recorded value: what it is called in words, and what it says."""

    value: AuditValue

    @property
    def title(self) -> str:
        name, _, end = self.value.label.rpartition(".")
        words = {"old": "before", "new": "after"}
        if end in words and name:
            return f"{name}, {words[end]}"
        return {"name": "file name", "reason": "reason"}.get(self.value.label, self.value.label)

    @property
    def text(self) -> str:
        told = self.value.value
        text = visible(told) if isinstance(told, str) else show_value(told)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]} … {len(text) - SHOWN:,} more"


def recorded(image: Image) -> list[Recorded]:
    """Every value that is recorded of the image and says something, newest first."""
    rows = AuditValue.objects.filter(entry__image=image.pk, sealed__isnull=False).select_related("entry", "key")
    return [Recorded(row) for row in rows.order_by("-entry", "label") if row.value not in (None, "", [])]


def taken_along(found: Carriers) -> list[str]:
    """What goes with a value, each as a phrase."""
    numbers = [str(revision.number) for revision in found.revisions]
    drafts = found.drafts.count()
    phrases = [
        (found.values, f"{counted(len(found.values), 'recorded value')} that says it"),
        (numbers, f"the header bytes of revision{'s' if len(numbers) > 1 else ''} {listed(numbers, 'and')}"),
        (found.uploads, "the uploaded file: it can no longer be downloaded as it came"),
        (found.released, "its report in releases, which can no longer be downloaded"),
        (found.is_named, f"the name: the image will be called {found.neutral(found.image.name)}"),
        (drafts, f"{counted(drafts, 'collection')} of unsaved changes"),
    ]
    return [phrase for there, phrase in phrases if there]
