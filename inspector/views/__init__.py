"""The pages. A view looks up with permission, does the one thing, and answers with a page or a fragment of it."""

from django.contrib import messages
from django.urls import reverse

from inspector.actions import Outcome
from inspector.core.words import counted
from inspector.shown.voxels import VoxelsLeft
from inspector.views.request import Request


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page; when it restores its history it needs the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def saved_address(outcome: Outcome) -> str:
    """The header page that names what became of the findings; a reload keeps it."""
    return f"{reverse('header', args=[outcome.image.pk])}?saved={outcome.image.revision}"


def tell_saved(request: Request, outcome: Outcome) -> None:
    """Say on the next page what was saved and what became of the findings, with the way back to the revision before."""
    number = outcome.image.revision
    undo = reverse("restore", args=[outcome.image.pk, number - 1])
    new, settled = ([each for each in found if each.severity != "info"] for found in outcome.findings)
    counts = [(len(settled), "settled"), (len(new), "new")]
    told = "".join(f" {counted(count, 'finding')} {word}." for count, word in counts if count)
    messages.success(request, f"Revision {number} saved. {voxels_said(outcome)}{told}", extra_tags=undo)


def voxels_said(outcome: Outcome) -> str:
    """What became of the voxels, as a sentence."""
    return f"{VoxelsLeft(outcome.voxels_before, outcome.voxels_after).said or 'Voxels unchanged'}."
