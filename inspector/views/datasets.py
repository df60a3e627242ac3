"""The datasets a person belongs to, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.forms.people import NameForm
from inspector.shown.datasets import counted
from inspector.views.request import Request


@require_http_methods(["GET", "POST"])
def datasets(request: Request) -> HttpResponse:
    """List them; make one, whose manager is who makes it."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_dataset(actor=request.user, name=form.cleaned_data["name"])
        except EditError as error:
            form.add_error("name", error.fields["name"])
        else:
            messages.success(request, f"{made.name} is made. You manage it.")
            return redirect("dataset", made.slug)
    context = {"datasets": counted(access.datasets(request.user)), "form": form}
    return render(request, "inspector/datasets/page.html", context, status=422 if form.errors else 200)
