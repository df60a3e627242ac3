"""The header of an image: read it, change its fields and extensions, its history, back to an earlier revision."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from ninja.params import functions

from inspector import access, actions
from inspector.api import operations, present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS, Missing, NoPrecondition
from inspector.api.schemas import (
    ChangeOut,
    CommentIn,
    EditIn,
    FindingsOut,
    FixIn,
    HeaderOut,
    HistoryOut,
    ReadingsOut,
    RemoveExtensionIn,
    RestoreIn,
)
from inspector.core.errors import EditError
from inspector.core.extensions.change import AddComment, ExtensionEdit, RemoveExtension, ReplaceComment
from inspector.core.rules import BY_ID, PROFILES, check
from inspector.core.words import listed
from inspector.models import Image

router = Router(tags=["headers"])

IfMatch = Annotated[str | None, functions.Header()]


@router.get("/images/{id}/header", response={200: HeaderOut, **ERRORS}, summary="The header as stored")
def get_header(request: Call, response: HttpResponse, id: str, revision: int | None = None) -> dict[str, Any]:
    found = access.image(request.user, id).at(revision)
    response["ETag"] = found.etag
    return present.header(found)


@router.patch("/images/{id}/header", response={200: ChangeOut, **ERRORS}, summary="Change fields of the header")
def edit_header(
    request: Call, response: HttpResponse, id: str, body: EditIn, if_match: IfMatch = None
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    requests = operations.resolved(request.user, body.operations)
    if body.dry_run:
        same(image, base)
        outcome = actions.preview(image=image, values=body.set, operations=requests)
    else:
        outcome = actions.edit(
            actor=request.user,
            image=image,
            base=base,
            values=body.set,
            operations=requests,
            reason=body.reason,
            allow=body.allow,
        )
    return answer(response, outcome)


@router.get(
    "/images/{id}/readings", response={200: ReadingsOut, **ERRORS}, summary="How other programs understand the geometry"
)
def get_readings(request: Call, id: str, revision: int | None = None) -> dict[str, Any]:
    return present.readings(access.image(request.user, id).at(revision))


@router.post("/images/{id}/extensions", response={200: ChangeOut, **ERRORS}, summary="Add a comment")
def add_comment(
    request: Call, response: HttpResponse, id: str, body: CommentIn, if_match: IfMatch = None
) -> dict[str, Any]:
    return _extension_edit(request, response, id, AddComment(body.text), body, if_match)


@router.patch("/images/{id}/extensions/{index}", response={200: ChangeOut, **ERRORS}, summary="Change a comment")
def replace_comment(
    request: Call, response: HttpResponse, id: str, index: int, body: CommentIn, if_match: IfMatch = None
) -> dict[str, Any]:
    return _extension_edit(request, response, id, ReplaceComment(index, body.text), body, if_match)


@router.delete("/images/{id}/extensions/{index}", response={200: ChangeOut, **ERRORS}, summary="Remove an extension")
def remove_extension(
    request: Call, response: HttpResponse, id: str, index: int, body: RemoveExtensionIn, if_match: IfMatch = None
) -> dict[str, Any]:
    return _extension_edit(request, response, id, RemoveExtension(index), body, if_match)


@router.get("/images/{id}/history", response={200: HistoryOut, **ERRORS}, summary="Every revision with its changes")
def history(request: Call, id: str) -> dict[str, Any]:
    revisions = access.image(request.user, id).revisions.select_related("entry")
    rows = revisions.prefetch_related("entry__values", "changes__old", "changes__new")
    return {"revisions": [present.revision(row) for row in rows]}


@router.post("/images/{id}/restore", response={200: ChangeOut, **ERRORS}, summary="Go back to an earlier revision")
def restore(
    request: Call, response: HttpResponse, id: str, body: RestoreIn, if_match: IfMatch = None
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    if body.dry_run:
        same(image, base)
        outcome = actions.preview_restore(image=image, number=body.revision)
    else:
        outcome = actions.restore(actor=request.user, image=image, base=base, number=body.revision, reason=body.reason)
    return answer(response, outcome)


@router.get("/images/{id}/findings", response={200: FindingsOut, **ERRORS}, summary="What the rules find")
def findings(request: Call, id: str, profile: str = "default") -> dict[str, Any]:
    image = access.image(request.user, id)
    if profile not in PROFILES:
        raise EditError({"profile": [f"There is no profile {profile!r}: choose {listed([*PROFILES])}."]})
    found = check(image.facts(image.header), profile)
    return {"profile": profile, "findings": [finding.as_json() for finding in found]}


@router.post("/images/{id}/fixes/{rule}", response={200: ChangeOut, **ERRORS}, summary="Apply the fix of a rule")
def apply_fix(
    request: Call, response: HttpResponse, id: str, rule: str, body: FixIn, if_match: IfMatch = None
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    if rule not in BY_ID:
        raise Missing(f"There is no rule {rule}.")
    outcome = actions.fix(actor=request.user, image=image, base=base, rule=rule, reason=body.reason)
    return answer(response, outcome)


def _extension_edit(
    request: Call,
    response: HttpResponse,
    id: str,
    change: ExtensionEdit,
    body: CommentIn | RemoveExtensionIn,
    if_match: str | None,
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    if body.dry_run:
        same(image, base)
        outcome = actions.preview_extension(image=image, change=change)
    else:
        outcome = actions.edit_extension(
            actor=request.user, image=image, base=base, change=change, reason=body.reason, allow=body.allow
        )
    return answer(response, outcome)


def seen_etag(if_match: str | None) -> str:
    """The etag the caller saw; written with or without its quotes."""
    if not if_match:
        raise NoPrecondition
    return f'"{if_match.strip().removeprefix("W/").strip(chr(34))}"'


def same(image: Image, base: str) -> None:
    if image.etag != base:
        raise actions.Stale(image.current, base)


def answer(response: HttpResponse, outcome: actions.Outcome) -> dict[str, Any]:
    shown = present.change(outcome)
    response["ETag"] = shown["etag"]
    return shown
