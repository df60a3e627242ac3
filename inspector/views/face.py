"""Whether an image may show a face: what its voxels look like from afar, and what somebody stated."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.shown.image import Head
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def face(request: Request, id: str) -> HttpResponse:
    """Show it; state with which tool it was defaced, or take that back."""
    image = access.image(request.user, id, to="see" if request.method == "GET" else "review")
    problem, tool = "", request.POST.get("tool", "")
    if request.method == "POST":
        try:
            actions.state_defaced(actor=request.user, image=image, tool=tool)
        except EditError as error:
            problem = " ".join(error.fields["tool"])
        else:
            stated = f"It is on record that this image was defaced with {tool}."
            messages.success(request, stated if tool else "The statement is taken back.")
            return redirect("face", image.pk)
    context = {
        "image": image,
        "head": Head(image, "", request.user),
        "face": actions.face(image),
        "statement": actions.statement(image),
        "tool": tool,
        "problem": problem,
    }
    return render(request, "inspector/face/page.html", context, status=422 if problem else 200)
