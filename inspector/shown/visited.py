"""Which dataset a person is in: the last one they looked at, else their first."""

from __future__ import annotations

from django.http import HttpRequest

from inspector import access
from inspector.models import Dataset

_KEY = "dataset"


def visit(request: HttpRequest, dataset: Dataset) -> None:
    """Remember that the person went there."""
    if request.session.get(_KEY) != dataset.slug:
        request.session[_KEY] = dataset.slug


def visited(request: HttpRequest) -> Dataset | None:
    """The dataset to show when the address names none; None for a person without any."""
    mine = access.datasets(request.user).order_by("pk")
    last = request.session.get(_KEY)
    return (mine.filter(slug=last).first() if last else None) or mine.first()
