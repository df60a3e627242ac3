"""What belongs to an image that was looked up with permission: its comments and proposals."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from inspector.models import Comment, Image, Proposal


def comment(image: Image, number: int) -> Comment:
    """The comment of this number. Raises Http404."""
    rows = image.comments.select_related("entry", "said__key", "author")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404("There is no such comment.")
    return found


def proposals(image: Image) -> QuerySet[Proposal]:
    """The proposals for this image, newest first."""
    return image.proposals.select_related("entry", "decided", "image__block", "image__dataset")


def proposal(image: Image, number: int) -> Proposal:
    """The proposal of this number. Raises Http404."""
    found = proposals(image).filter(pk=number).first()
    if found is None:
        raise Http404("There is no such proposal.")
    return found
