"""Two images beside each other: what their headers say differently, how far apart they lie, slices in one space."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inspector import access
from inspector.context import CONVENTION_COOKIE
from inspector.forms.beside import TwoLook
from inspector.models import Image, Revision
from inspector.shown.beside import Beside
from inspector.shown.choice import Choice
from inspector.shown.image import Head
from inspector.shown.pair import Pair
from inspector.views.request import Request, revision_number


@require_GET
def beside(request: Request, id: str) -> HttpResponse:
    """Choose the other image, then look at both; `a` and `b` name the revision of each."""
    image = access.image(request.user, id)
    context: dict[str, object] = {"image": image, "head": Head(image, "", request.user)}
    if not request.GET.get("other"):
        context["choice"] = Choice(image, request.user, request.GET.get("q", ""))
        return render(request, "inspector/beside/choose.html", context)
    other = access.image(request.user, request.GET["other"])
    first, second = _revision(image, request.GET.get("a", "")), _revision(other, request.GET.get("b", ""))
    for revision in (first, second):
        if revision.is_erased:
            context["revision"] = revision
            return render(request, "inspector/history/erased.html", context, status=410)
    look = TwoLook.of(request.GET.dict(), request.COOKIES.get(CONVENTION_COOKIE, ""))
    both = Beside(first, second, look)
    context["revisions"] = [range(each.revision, 0, -1) for each in (image, other)]
    context |= {"other": other, "both": both, "pair": Pair(first, second, both.names, look)}
    return render(request, "inspector/beside/page.html", context)


def _revision(image: Image, text: str) -> Revision:
    if not text:
        return image.current
    number = revision_number(image, text)
    if number is None:
        raise Http404("There is no such revision.")
    return image.at(number)
