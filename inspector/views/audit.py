"""The audit trail as a story: who did what to which image, when and why; and whether the record is intact."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspector import access
from inspector.audit import ACTIONS, narrowed, verify
from inspector.forms.trail import TrailForm
from inspector.models import Image
from inspector.shown.people import names
from inspector.shown.trail import days, lines
from inspector.views import wants_fragment
from inspector.views.request import Request

ENTRIES_PER_PAGE = 50


@require_safe
def audit(request: Request) -> HttpResponse:
    """The entries of this person's datasets, newest first; the state of the record as a fragment of its own."""
    if "verify" in request.GET and wants_fragment(request):
        return render(request, "inspector/audit/_record.html", {"record": verify()})
    form = _filter(request)
    entries = access.entries(request.user).order_by("-seq").prefetch_related("values")
    page = Paginator(narrowed(entries, **form.chosen), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    image = form.chosen.get("image", "")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "rows": page,
        "days": days(lines(page.object_list)),
        "names": names((entry.actor for entry in page), request.user),
        "form": form,
        "only": image,
        "only_image": Image.objects.filter(pk=image, dataset__in=access.datasets(request.user)).first(),
        "query": query.urlencode(),
        "record": verify() if "verify" in request.GET else None,
    }
    return render(request, "inspector/audit/page.html", context, status=200 if form.is_valid() else 422)


def _filter(request: Request) -> TrailForm:
    """The filter as the address has it; what cannot be used of it stays unused, with a sentence beside it."""
    actors = access.entries(request.user).order_by().values_list("actor", flat=True).distinct()
    called = names(actors, request.user)
    datasets = dict(access.datasets(request.user).order_by("name").values_list("slug", "name"))
    form = TrailForm(
        request.GET, people=dict(sorted(called.items(), key=lambda each: each[1])), actions=ACTIONS, datasets=datasets
    )
    form.full_clean()
    return form
