"""One dataset: its name, its members and their roles, invitations to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions
from inspector.core.errors import EditError
from inspector.forms.people import ROLE, InviteForm, MemberForm, NameForm, RoleForm
from inspector.models import Dataset, Role
from inspector.shown.datasets import roles
from inspector.shown.visited import visit
from inspector.views.request import Request


@require_safe
def dataset(request: Request, slug: str) -> HttpResponse:
    shown = access.dataset(request.user, slug)
    visit(request, shown)
    return _page(request, shown)


@require_POST
def rename(request: Request, slug: str) -> HttpResponse:
    shown = access.dataset(request.user, slug, to="manage")
    form = NameForm(request.POST)
    form.full_clean()
    try:
        actions.rename_dataset(actor=request.user, dataset=shown, name=form.cleaned_data["name"])
    except EditError as error:
        form.add_error("name", error.fields["name"])
        return _page(request, shown, status=422, name_form=form)
    messages.success(request, f"The dataset is called {shown.name}.")
    return redirect("dataset", slug)


@require_POST
def members(request: Request, slug: str) -> HttpResponse:
    """Make a colleague a member."""
    shown = access.dataset(request.user, slug, to="manage")
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, member_form=form)
    person = access.colleague(request.user, form.cleaned_data["member"])
    return _give_role(request, shown, person, form.cleaned_data["role"])


@require_POST
def member(request: Request, slug: str, username: str) -> HttpResponse:
    """Give a member another role."""
    shown = access.dataset(request.user, slug, to="manage")
    person = access.member(shown, username).user
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, problem=ROLE, about=username)
    return _give_role(request, shown, person, form.cleaned_data["role"])


@require_POST
def remove_member(request: Request, slug: str, username: str) -> HttpResponse:
    shown = access.dataset(request.user, slug, to="manage")
    person = access.member(shown, username).user
    try:
        actions.remove_member(actor=request.user, dataset=shown, person=person)
    except actions.LastManager as error:
        return _page(request, shown, status=422, problem=str(error), about=username)
    messages.success(request, f"{person.get_full_name() or username} is no longer in {shown.name}.")
    return redirect("dataset", slug) if person != request.user else redirect("datasets")


@require_POST
def leave(request: Request, slug: str) -> HttpResponse:
    """Go out of a dataset by oneself."""
    shown = access.dataset(request.user, slug)
    try:
        actions.remove_member(actor=request.user, dataset=shown, person=request.user)
    except actions.LastManager as error:
        return _page(request, shown, status=422, problem=str(error), about=request.user.get_username())
    messages.success(request, f"You are no longer in {shown.name}.")
    return redirect("datasets")


@require_POST
@never_cache
def invite(request: Request, slug: str) -> HttpResponse:
    """Make an invitation, and show its link this once."""
    shown = access.dataset(request.user, slug, to="manage")
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, invite_form=form)
    invitation, secret = actions.invite(actor=request.user, dataset=shown, **form.cleaned_data)
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return _page(request, shown, status=201, made=invitation, link=link)


@require_POST
def revoke(request: Request, slug: str, number: int) -> HttpResponse:
    shown = access.dataset(request.user, slug, to="manage")
    actions.revoke_invitation(actor=request.user, invitation=access.open_invitation(shown, number))
    messages.success(request, "The invitation is revoked. Its link opens nothing.")
    return redirect("dataset", slug)


def _give_role(request: Request, shown: Dataset, person: User, role: Role) -> HttpResponse:
    try:
        actions.give_role(actor=request.user, dataset=shown, person=person, role=role)
    except actions.LastManager as error:
        return _page(request, shown, status=422, problem=str(error), about=person.get_username())
    messages.success(request, f"{person.get_full_name() or person.get_username()} is {role.value} in {shown.name}.")
    return redirect("dataset", shown.slug)


def _page(request: Request, shown: Dataset, *, status: int = 200, **more: Any) -> HttpResponse:
    manages, rows = access.may(shown, "manage"), list(access.members(shown))
    context = {
        "dataset": shown,
        "members": rows,
        "is_member": any(row.user == request.user for row in rows),
        "roles": roles(),
        "colleagues": access.colleagues(request.user).exclude(memberships__dataset=shown) if manages else [],
        "invitations": access.invitations(shown) if manages else [],
        "days": actions.DAYS_OPEN,
    }
    return render(request, "inspector/dataset/page.html", context | more, status=status)
