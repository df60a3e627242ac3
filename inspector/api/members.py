"""The members of a dataset, their roles, and invitations to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from inspector import access, actions
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.models import Invitation, Membership, Role

router = Router(tags=["members"])


class MemberOut(Schema):
    username: str
    full_name: str
    role: str
    since: datetime


class RoleIn(Schema):
    role: Role


class InviteIn(RoleIn):
    note: str = Field("", max_length=200)
    days: int = Field(actions.DAYS_OPEN, ge=1, le=90)


class InvitationOut(Schema):
    id: int
    role: str
    note: str
    made_by: str | None = Field(description="null: a command on the server")
    made_at: datetime
    expires_at: datetime


class InvitationMade(InvitationOut):
    link: str = Field(description="shown only now")


def _member(row: Membership) -> dict[str, Any]:
    return {
        "username": row.user.get_username(),
        "full_name": row.user.get_full_name(),
        "role": row.role,
        "since": row.since,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "role": row.role,
        "note": row.note,
        "made_by": row.made_by.get_username() if row.made_by else None,
        "made_at": row.made_at,
        "expires_at": row.expires_at,
    }


@router.get("/datasets/{slug}/members", response={200: list[MemberOut], **ERRORS}, summary="Who belongs to a dataset")
def list_members(request: Call, slug: str) -> list[dict[str, Any]]:
    return [_member(row) for row in access.members(access.dataset(request.user, slug))]


@router.get("/datasets/{slug}/members/{username}", response={200: MemberOut, **ERRORS}, summary="One member")
def get_member(request: Call, slug: str, username: str) -> dict[str, Any]:
    return _member(access.member(access.dataset(request.user, slug), username))


@router.put(
    "/datasets/{slug}/members/{username}",
    response={200: MemberOut, **ERRORS},
    summary="Give a member another role, or make somebody a member whom you share a dataset with",
)
def put_member(request: Call, slug: str, username: str, body: RoleIn) -> dict[str, Any]:
    dataset = access.dataset(request.user, slug, to="manage")
    person = access.colleague(request.user, username)
    return _member(actions.give_role(actor=request.user, dataset=dataset, person=person, role=body.role))


@router.delete("/datasets/{slug}/members/{username}", response={204: None, **ERRORS}, summary="Remove a member")
def delete_member(request: Call, slug: str, username: str) -> HttpResponse:
    """Anybody may go; to remove somebody else takes a manager."""
    dataset = access.dataset(request.user, slug, to="see" if username == request.user.get_username() else "manage")
    person = access.member(dataset, username).user
    actions.remove_member(actor=request.user, dataset=dataset, person=person)
    return HttpResponse(status=204)


@router.get(
    "/datasets/{slug}/invitations", response={200: list[InvitationOut], **ERRORS}, summary="Invitations still open"
)
def list_invitations(request: Call, slug: str) -> list[dict[str, Any]]:
    return [_invitation(row) for row in access.invitations(access.dataset(request.user, slug, to="manage"))]


@router.post(
    "/datasets/{slug}/invitations", response={201: InvitationMade, **ERRORS}, summary="Make a link that lets one in"
)
def make_invitation(request: Call, slug: str, body: InviteIn) -> Status[dict[str, Any]]:
    dataset = access.dataset(request.user, slug, to="manage")
    made, secret = actions.invite(actor=request.user, dataset=dataset, role=body.role, note=body.note, days=body.days)
    return Status(201, {**_invitation(made), "link": request.build_absolute_uri(reverse("invitation", args=[secret]))})


@router.delete("/datasets/{slug}/invitations/{number}", response={204: None, **ERRORS}, summary="Revoke an invitation")
def revoke_invitation(request: Call, slug: str, number: int) -> HttpResponse:
    dataset = access.dataset(request.user, slug, to="manage")
    actions.revoke_invitation(actor=request.user, invitation=access.open_invitation(dataset, number))
    return HttpResponse(status=204)
