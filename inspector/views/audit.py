"""The audit trail as sentences: who did what to which image, when and why; and whether the record is intact."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspector import access
from inspector.audit import verify
from inspector.models import Image
from inspector.shown.people import names
from inspector.shown.trail import lines
from inspector.views import wants_fragment
from inspector.views.request import Request

ENTRIES_PER_PAGE = 50


@require_safe
def audit(request: Request) -> HttpResponse:
    """The entries of this person's datasets, newest first; the state of the record as a fragment of its own."""
    if "verify" in request.GET and wants_fragment(request):
        return render(request, "inspector/audit/_record.html", {"record": verify()})
    entries = access.entries(request.user).order_by("-seq").prefetch_related("values")
    image = request.GET.get("image", "")
    found = entries.filter(image=image) if image else entries
    page = Paginator(found, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": page,
        "lines": lines(page.object_list),
        "names": names((entry.actor for entry in page), request.user),
        "only": image,
        "only_image": Image.objects.filter(pk=image, dataset__in=access.datasets(request.user)).first(),
        "record": verify() if "verify" in request.GET else None,
    }
    return render(request, "inspector/audit/page.html", context)
