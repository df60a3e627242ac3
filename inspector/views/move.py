"""An image goes into another dataset."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.models import Image
from inspector.quotas import OverQuota
from inspector.shown.image import Head
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def move(request: Request, id: str) -> HttpResponse:
    """Choose one of the datasets in which the person may edit; the image's own has to be theirs to manage."""
    image = access.image(request.user, id, to="manage")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return _moved(request, image)
        except EditError as error:
            problems = error.fields
        except OverQuota as error:
            problems = {"dataset": [str(error)]}
    context = {
        "image": image,
        "head": Head(image, "", request.user),
        "targets": access.datasets(request.user, to="edit").exclude(pk=image.dataset.pk).order_by("name"),
        "typed": request.POST,
        "problems": problems,
    }
    return render(request, "inspector/move/page.html", context, status=422 if problems else 200)


def _moved(request: Request, image: Image) -> HttpResponse:
    slug = request.POST.get("dataset", "")
    if not slug:
        raise EditError({"dataset": ["Choose where it goes."]})
    target = access.dataset(request.user, slug, to="edit")
    actions.move(actor=request.user, image=image, to=target, reason=request.POST.get("reason", ""))
    messages.success(request, f"{image.name} is in {target.name} now, with all its revisions.")
    return redirect("header", image.pk)
