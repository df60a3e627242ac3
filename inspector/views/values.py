"""How the values of an image are distributed; the header page fetches it once it is there itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inspector import access
from inspector.core.errors import Damaged
from inspector.shown.image import Head
from inspector.shown.values import Values
from inspector.vault.slices import NoPicture
from inspector.views import wants_fragment
from inspector.views.request import Request


@require_GET
def values(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    context: dict[str, object] = {"image": image}
    try:
        context["values"] = Values.of(image)
    except (NoPicture, Damaged) as error:
        context["problem"] = str(error)
    if wants_fragment(request):
        return render(request, "inspector/values/_card.html", context)
    return render(request, "inspector/values/page.html", context | {"head": Head(image, "values", request.user)})
