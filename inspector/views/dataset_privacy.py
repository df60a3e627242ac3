"""The privacy check of a dataset: every text that was found, once, with one decision for all images that have it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.core.exact import visible
from inspector.core.privacy import RULE_SET, VERSION
from inspector.core.privacy.remedies import Remedy
from inspector.core.words import counted
from inspector.forms.own_list import OwnListForm
from inspector.models import Dataset, Waiver
from inspector.shown.found_values import OneText, Texts
from inspector.shown.people import names
from inspector.shown.rounds import Rounds
from inspector.shown.visited import visit
from inspector.views import wants_fragment
from inspector.views.request import Request


@require_safe
def dataset_privacy(request: Request, slug: str) -> HttpResponse:
    dataset = access.dataset(request.user, slug)
    visit(request, dataset)
    return _page(request, dataset, OwnListForm())


@require_POST
def look(request: Request, slug: str) -> HttpResponse:
    """Look at the next images that were not looked at as things are now; with scripts this repeats itself."""
    dataset = access.dataset(request.user, slug, to="edit")
    looked = actions.look_on(actor=request.user.get_username(), dataset=dataset)
    if wants_fragment(request) and looked.left:
        context = {"dataset": dataset, "left": looked.left, "goes_on": True}
        return render(request, "inspector/dataset_privacy/_look.html", context)
    for name, problem in looked.problems.items():
        messages.info(request, f"{name}: {problem}")
    if not looked.left:
        messages.success(request, "All images are looked at.")
    if wants_fragment(request):
        return HttpResponseClientRedirect(reverse("dataset_privacy", args=[slug]))
    return redirect("dataset_privacy", slug)


@require_POST
def own_list(request: Request, slug: str) -> HttpResponse:
    """Keep hashes of the study's own identifiers in place of those before, or of none."""
    dataset = access.dataset(request.user, slug, to="manage")
    if "forget" in request.POST:
        actions.keep_own_list(actor=request.user, dataset=dataset, identifiers=[])
        messages.success(request, "The list is forgotten.")
        return redirect("dataset_privacy", slug)
    form = OwnListForm(request.POST)
    if not form.is_valid():
        return _page(request, dataset, form, status=422)
    try:
        kept = actions.keep_own_list(actor=request.user, dataset=dataset, identifiers=form.cleaned_data["lines"])
    except EditError as error:
        form.add_error("lines", _said(error))
        return _page(request, dataset, form, status=422)
    messages.success(request, f"{counted(kept, 'identifier')} kept, as keyed hashes only.")
    return redirect("dataset_privacy", slug)


@require_safe
def value(request: Request, slug: str, mark: str) -> HttpResponse:
    dataset = access.dataset(request.user, slug)
    return _value_page(request, OneText.of(dataset, mark, request.GET.get("remedy", "")))


@require_POST
@never_cache
def show(request: Request, slug: str, mark: str) -> HttpResponse:
    """The text as the first image has it, in this answer only. That it was shown goes on record."""
    dataset = access.dataset(request.user, slug, to="edit")
    shown = OneText.of(dataset, mark)
    if shown.found:
        actions.reveal(actor=request.user, image=shown.images[0], findings=[each.id for each in shown.found])
    return _value_page(request, shown, text=visible(shown.found[0].text) if shown.found else "")


@require_POST
def clear(request: Request, slug: str, mark: str) -> HttpResponse:
    """Apply a remedy in the next images that have this text; with scripts this repeats itself until all are done."""
    dataset = access.dataset(request.user, slug, to="edit")
    wanted = request.POST.get("remedy", "")
    try:
        done = actions.clear_text(
            actor=request.user,
            dataset=dataset,
            mark=mark,
            remedy=Remedy(wanted) if wanted in {*Remedy} else None,
            reason=request.POST.get("reason", ""),
            after=request.POST.get("after", ""),
        )
    except EditError as error:
        return _value_page(request, OneText.of(dataset, mark, wanted), _said(error), about="clear")
    context = {"dataset": dataset, "mark": mark, "rounds": Rounds.of(request.POST, done), "sent": request.POST}
    page = "_progress" if wants_fragment(request) else "progress"
    return render(request, f"inspector/dataset_privacy/{page}.html", context)


@require_POST
def accept(request: Request, slug: str, mark: str) -> HttpResponse:
    dataset = access.dataset(request.user, slug, to="review")
    try:
        count = actions.accept_text(
            actor=request.user, dataset=dataset, mark=mark, reason=request.POST.get("reason", "")
        )
    except (EditError, actions.NotNow) as error:
        return _value_page(request, OneText.of(dataset, mark), _said(error), about="accept")
    messages.success(request, f"Accepted in {counted(count, 'image')}, and in those to come.")
    return redirect("dataset_privacy", slug)


@require_POST
def open_again(request: Request, slug: str, number: int) -> HttpResponse:
    """Take a decision back, for an image or for all of them."""
    dataset = access.dataset(request.user, slug, to="review")
    waiver = Waiver.objects.filter(dataset=dataset, pk=number).select_related("dataset").first()
    if waiver is None:
        messages.info(request, "It is open already.")
        return redirect("dataset_privacy", slug)
    image = waiver.image_id
    actions.open_again(actor=request.user, waiver=waiver)
    messages.success(request, "The decision is taken back. What it let stay is open again.")
    return redirect("privacy", image) if image else redirect("dataset_privacy", slug)


def _said(error: Exception) -> str:
    if isinstance(error, EditError):
        return " ".join(sentence for sentences in error.fields.values() for sentence in sentences)
    return str(error)


def _page(request: Request, dataset: Dataset, form: OwnListForm, *, status: int = 200) -> HttpResponse:
    texts = Texts.of(dataset, request)
    context = {
        "dataset": dataset,
        "texts": texts,
        "form": form,
        "names": names((each.by for each in texts.accepted), request.user),
        "rule_set": RULE_SET,
        "version": VERSION,
    }
    return render(request, "inspector/dataset_privacy/page.html", context, status=status)


def _value_page(
    request: Request, shown: OneText, problem: str = "", *, about: str = "", text: str = ""
) -> HttpResponse:
    """The page of one text; with the `text` itself where somebody asked for it on record."""
    context = {"dataset": shown.dataset, "shown": shown, "problem": problem, "about": about, "sent": request.POST}
    context["as_stored"] = text
    return render(request, "inspector/dataset_privacy/value.html", context, status=422 if problem else 200)
