"""Personal tokens of whoever calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from inspector import access, actions
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.models import ApiToken

router = Router(tags=["tokens"])


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=80)


class TokenOut(Schema):
    id: int
    name: str
    created_at: datetime
    last_used_on: date | None


class TokenMade(TokenOut):
    token: str = Field(description="shown only now")


def _shown(row: ApiToken) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "created_at": row.created_at, "last_used_on": row.last_used_on}


@router.get("/tokens", response={200: list[TokenOut], **ERRORS}, summary="Your tokens, without their text")
def list_tokens(request: Call) -> list[dict[str, Any]]:
    return [_shown(row) for row in access.tokens(request.user)]


@router.post("/tokens", response={201: TokenMade, **ERRORS}, summary="Make a token")
def make_token(request: Call, body: TokenIn) -> Status[dict[str, Any]]:
    made, text = actions.make_token(actor=request.user, name=body.name)
    return Status(201, {**_shown(made), "token": text})


@router.delete("/tokens/{number}", response={204: None, **ERRORS}, summary="Revoke a token")
def revoke_token(request: Call, number: int) -> HttpResponse:
    actions.revoke_token(actor=request.user, token=access.token(request.user, number))
    return HttpResponse(status=204)
