"""Where a recorded value is stored besides its record: revisions, uploaded files, names, what people have not saved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from inspector.actions.releases.forgetting import holders
from inspector.core.extensions.compare import content, is_extension
from inspector.core.header import Header
from inspector.core.words import json_value
from inspector.models import AuditValue, Draft, Image, Released, Revision, Upload, blobs

# A shorter text is found in too much that has nothing to do with it.
SHORTEST = 4
# Where a compressed file may hold the name it had before it was compressed.
FIRST_BYTES = 64 * 1024
_SUFFIX = re.compile(r"(\.(nii|hdr|img))?(\.(gz|bz2))?$", re.IGNORECASE)


@dataclass(frozen=True)
class Carriers:
    """Everything of one image that holds what one recorded value says."""

    image: Image
    field: str
    said: Any

    @classmethod
    def of(cls, image: Image, value: AuditValue) -> Carriers:
        return cls(image, re.sub(r"\.(old|new)$", "", value.label), value.value)

    @property
    def is_of_header(self) -> bool:
        return self.field not in ("reason", "name", "text")

    @cached_property
    def needles(self) -> list[bytes]:
        """The bytes to look for in headers and files, of a file name without its end; none for a short text."""
        text = self.text
        if len(text) < SHORTEST:
            return []
        latin = [text.encode("latin-1")] if max(text) <= "\xff" else []
        return list(dict.fromkeys([text.encode(errors="surrogateescape"), *latin]))

    @property
    def text(self) -> str:
        """What is looked for in other texts; "" for a number."""
        if not isinstance(self.said, str):
            return ""
        return _SUFFIX.sub("", self.said) if self.field == "name" else self.said

    @cached_property
    def values(self) -> list[AuditValue]:
        """The recorded values of the image that say it."""
        rows = AuditValue.objects.filter(entry__image=self.image.pk, sealed__isnull=False).order_by("pk")
        return [row for row in rows if self._says(row)]

    @cached_property
    def is_current(self) -> bool:
        return self._holds(self.image.header)

    @cached_property
    def revisions(self) -> list[Revision]:
        rows = self.image.revisions.filter(fixed__isnull=False).select_related("tail").order_by("number")
        return [row for row in rows if self._holds(row.header)]

    @cached_property
    def uploads(self) -> list[Upload]:
        """The uploaded files that cannot be given back without it."""
        first = any(revision.number == 1 for revision in self.revisions)
        files = [file for file in self.image.files if not file.erased_by]
        return [file for file in files if (first and file.role != "voxels") or self._is_in_file(file)]

    @cached_property
    def is_named(self) -> bool:
        return any(self._is_in_text(name) for name in (self.image.name, *(file.name for file in self.image.files)))

    @property
    def drafts(self) -> QuerySet[Draft]:
        rows = Draft.objects.filter(image=self.image)
        held = [row.pk for row in rows if any(self._is_in_text(str(text)) for text in row.values.values())]
        return rows.filter(pk__in=held)

    @cached_property
    def released(self) -> list[Released]:
        """The files of releases whose name or report says it."""
        return holders(self.image, self.text) if len(self.text) >= SHORTEST else []

    def neutral(self, name: str) -> str:
        """The name, or in its place one that says nothing, with the same end."""
        suffix = _SUFFIX.search(name)
        return f"image-{self.image.pk}{suffix[0] if suffix else ''}" if self._is_in_text(name) else name

    def _says(self, row: AuditValue) -> bool:
        if isinstance(self.said, str) and isinstance(row.value, str):
            return self._is_in_text(row.value)
        return row.value == self.said and row.label.startswith(f"{self.field}.")

    def _is_in_text(self, text: str) -> bool:
        return text == self.said or bool(self.needles and self.text in text)

    def _holds(self, header: Header) -> bool:
        if any(needle in header.data for needle in self.needles):
            return True
        if is_extension(self.field):
            return any(content(each) == self.said for each in header.extensions)
        names = {field.name for field in header.fields}
        return self.field in names and json_value(header.value(self.field)) == self.said

    def _is_in_file(self, file: Upload) -> bool:
        if file.key is None or not self.needles:
            return False
        with blobs().open(file.key) as blob:
            start = blob.read_at(0, FIRST_BYTES)
        return any(needle in start for needle in self.needles)
