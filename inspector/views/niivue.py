"""The image in 3D, drawn by NiiVue in the browser from the file that a download gives."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inspector import access
from inspector.shown.image import Head
from inspector.shown.niivue import Space
from inspector.views.request import Request


@require_GET
def niivue(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    context = {"image": image, "head": Head(image, "niivue", request.user), "space": Space(image)}
    return render(request, "inspector/niivue/page.html", context)
