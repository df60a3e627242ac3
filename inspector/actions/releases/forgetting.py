"""What releases still say of an image when something of it is erased for good."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from inspector.models import Image, ReadThrough, Release, Released


def holders(image: Image, text: str) -> list[Released]:
    """The files of releases whose name or report says this of the image."""
    if not text:
        return []
    rows = Released.objects.filter(image=image.pk).exclude(report=None)
    return [row for row in rows if any(text in told for told in (row.name, row.report or "", unescape(row.page or "")))]


def forget(rows: Iterable[Released]) -> None:
    """Clear their names and reports, and the manifests that repeat them. The hashes stay, as the record has them."""
    for row in rows:
        Released.objects.filter(pk=row.pk).update(name="", report=None, page=None)
        Release.objects.filter(pk=row.release_id).update(manifest=None)


def forget_image(image: Image) -> None:
    """Of an image that is purged nothing is left in a release but hashes."""
    ReadThrough.objects.filter(image=image).delete()
    forget(Released.objects.filter(image=image.pk))
