"""Comments on an image: say, answer, settle, take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.forms.signoff import CommentForm
from inspector.models import Comment, Image
from inspector.shown.comments import threads
from inspector.shown.image import Head
from inspector.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id, to="comment" if request.method == "POST" else "see")
    if request.method != "POST":
        return _page(request, image, CommentForm(initial={"field": request.GET.get("field", "")}))
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, image, form, status=422)
    given = form.cleaned_data
    try:
        thread = access.comment(image, given["thread"]) if given["thread"] else None
        said = actions.comment(actor=request.user, image=image, text=given["text"], field=given["field"], thread=thread)
    except EditError as error:
        form.refuse(error)
        return _page(request, image, form, status=422)
    return redirect(_place(said))


@require_POST
def comment(request: Request, id: str, comment: int) -> HttpResponse:
    """Settle the thread of a comment, open it again, or take the comment back."""
    image = access.image(request.user, id, to="comment")
    found, step = access.comment(image, comment), request.POST.get("step", "")
    try:
        if step == "remove":
            actions.take_back(actor=request.user, image=image, comment=found)
        else:
            actions.settle(actor=request.user, image=image, thread=found, settled=step != "open")
    except actions.NotNow as error:
        messages.info(request, str(error))
    return redirect(_place(found))


def _place(said: Comment) -> str:
    return f"{reverse('comments', args=[said.image_id])}#c{said.pk}"


def _page(request: Request, image: Image, form: CommentForm, *, status: int = 200) -> HttpResponse:
    only = request.GET.get("field", "") if request.method != "POST" else ""
    names = [field.name for field in image.header.fields]
    context = {
        "image": image,
        "head": Head(image, "comments", request.user),
        "only": only if only in names else "",
        "threads": threads(image, request.user, only if only in names else ""),
        "form": form,
        "fields": names,
        "people": access.people_in(image.dataset),
    }
    return render(request, "inspector/comments/page.html", context, status=status)
