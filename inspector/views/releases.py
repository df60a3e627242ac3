"""The releases of a dataset, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.core.words import counted
from inspector.forms.releases import ReleaseForm
from inspector.models import Dataset, Image
from inspector.shown.people import names
from inspector.shown.releases import Left, candidates
from inspector.views.request import Request

# What somebody waits for an answer in one go; what was read by then is not read again.
PATIENCE = 8.0


@require_http_methods(["GET", "POST"])
def releases(request: Request, slug: str) -> HttpResponse:
    """List them; make one. Where that takes long, the page says how far it is and goes on."""
    if request.method == "GET":
        shown = access.dataset(request.user, slug)
        return _page(request, shown, ReleaseForm(initial={"profile": "default"}), request.GET.getlist("image"))
    shown = access.dataset(request.user, slug, to="review")
    form, chosen = ReleaseForm(request.POST), _chosen(request, shown)
    form.full_clean()
    try:
        made = actions.make_release(actor=request.user, wanted=_wanted(shown, form, chosen))
    except actions.Unfinished as pause:
        context = {"dataset": shown, "form": form, "chosen": chosen, "pause": pause}
        return render(request, "inspector/releases/reading.html", context)
    except actions.HeldBack as held:
        ids = [image.pk for image in chosen]
        return _page(request, shown, form, ids, status=422, held=held, refusals=held.refusals)
    except EditError as error:
        form.refuse(error.fields)
        return _page(request, shown, form, [image.pk for image in chosen], status=422)
    messages.success(request, f"{made.name} is made, with {counted(len(chosen), 'image')}.")
    if request.htmx:
        return HttpResponseClientRedirect(reverse("release", args=[made.pk]))
    return redirect("release", made.pk)


def _images(request: Request, dataset: Dataset) -> list[Image]:
    rows = access.images(request.user).filter(dataset=dataset).select_related("dataset", "block")
    return list(rows.order_by("name", "pk")[: actions.MOST_IMAGES])


def _chosen(request: Request, dataset: Dataset) -> list[Image]:
    """The images that were ticked, or all."""
    ids = set(request.POST.getlist("image"))
    return [image for image in _images(request, dataset) if "all" in request.POST or image.pk in ids]


def _wanted(dataset: Dataset, form: ReleaseForm, chosen: Sequence[Image]) -> actions.Wanted:
    given = form.cleaned_data
    return actions.Wanted(
        dataset,
        chosen,
        given["name"],
        form.data.get("profile") or "default",
        given["reason"],
        given["may_show_faces"],
        PATIENCE,
    )


def _page(
    request: Request, dataset: Dataset, form: ReleaseForm, chosen: Sequence[str], *, status: int = 200, **more: Any
) -> HttpResponse:
    images = _images(request, dataset) if access.may(dataset, "review") else []
    context = {
        "dataset": dataset,
        "releases": (made := Left.all(access.releases(dataset))),
        "names": names((each.release.by for each in made), request.user),
        "candidates": candidates(images, chosen, more.get("refusals", {})),
        "form": form,
        "reviewers": access.people_in(dataset, to="review"),
    }
    return render(request, "inspector/releases/page.html", context | more, status=status)
