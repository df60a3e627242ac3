"""Releases of the datasets that a person belongs to."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Prefetch, QuerySet

from inspector.access.lookup import datasets, unknown
from inspector.models import Dataset, Release, Released


def releases(dataset: Dataset) -> QuerySet[Release]:
    """The releases of a dataset that was looked up with permission, the newest first, without their papers."""
    rows = Release.objects.filter(dataset=dataset).select_related("dataset", "entry").defer("manifest", "readme")
    files = Prefetch("images", Released.objects.defer("report", "page"))
    return rows.prefetch_related(files, "entry__values")


def release(person: User, id: str) -> Release:
    """The release with this id. Who may look at its images may take it away. Raises Http404."""
    # PostgreSQL cannot be asked for a NUL, which no id has.
    rows = Release.objects.filter(dataset__in=datasets(person), pk=id.replace("\0", " "))
    found = rows.select_related("dataset", "entry").first()
    if found is None:
        raise unknown(person, "release", id)
    return found
