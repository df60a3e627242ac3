"""Reviews, comments and proposals: what people decide about an image and say to each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from inspector import access, actions
from inspector.api import operations, present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.headers import IfMatch, seen_etag
from inspector.api.schemas import ChangeOut
from inspector.api.talk import (
    AcceptIn,
    AskIn,
    DecideIn,
    DeclineIn,
    ProposalOut,
    ProposalsOut,
    ProposeIn,
    SayIn,
    SettleIn,
    StandingOut,
    ThreadComment,
    ThreadsOut,
)
from inspector.core.errors import EditError

router = Router(tags=["reviews, comments and proposals"])

_STEPS = {"sign": actions.sign_off, "changes": actions.request_changes, "reopen": actions.reopen}


@router.get("/images/{id}/signoffs", response={200: StandingOut, **ERRORS}, summary="How far the review is")
def standing(request: Call, id: str) -> dict[str, Any]:
    return present.standing(access.image(request.user, id))


@router.post("/images/{id}/signoffs/ask", response={200: StandingOut, **ERRORS}, summary="Ask for a review")
def ask(request: Call, id: str, body: AskIn, if_match: IfMatch = None) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    of = None
    if body.asked_of:
        people = access.people_in(image.dataset, to="review")
        of = next((person for person in people if person.get_username() == body.asked_of), None)
        if of is None:
            raise EditError({"asked_of": ["Nobody of that name may review here."]})
    actions.ask_for_review(actor=request.user, image=image, base=base, of=of, note=body.note)
    return present.standing(access.image(request.user, id))


@router.post(
    "/images/{id}/signoffs", response={200: StandingOut, **ERRORS}, summary="Sign off, request changes, or reopen"
)
def decide(request: Call, id: str, body: DecideIn, if_match: IfMatch = None) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="review"), seen_etag(if_match)
    _STEPS[body.step](actor=request.user, image=image, base=base, note=body.note)
    return present.standing(access.image(request.user, id))


@router.get("/images/{id}/comments", response={200: ThreadsOut, **ERRORS}, summary="Comments, oldest first")
def comments(request: Call, id: str, field: str = "") -> dict[str, Any]:
    rows = access.image(request.user, id).comments.select_related("entry", "said__key").prefetch_related("mentions")
    return {"comments": [present.comment(row) for row in (rows.filter(field=field) if field else rows)]}


@router.post("/images/{id}/comments", response={201: ThreadComment, **ERRORS}, summary="Comment, or answer in a thread")
def say(request: Call, id: str, body: SayIn) -> Status[dict[str, Any]]:
    image = access.image(request.user, id, to="comment")
    thread = access.comment(image, body.thread) if body.thread else None
    said = actions.comment(actor=request.user, image=image, text=body.text, field=body.field, thread=thread)
    return Status(201, present.comment(said))


@router.post("/images/{id}/comments/{comment}", response={200: ThreadComment, **ERRORS}, summary="Settle a thread")
def settle(request: Call, id: str, comment: int, body: SettleIn) -> dict[str, Any]:
    image = access.image(request.user, id, to="comment")
    actions.settle(actor=request.user, image=image, thread=access.comment(image, comment), settled=body.settled)
    return present.comment(access.comment(image, comment))


@router.delete("/images/{id}/comments/{comment}", response={204: None, **ERRORS}, summary="Take a comment back")
def take_back(request: Call, id: str, comment: int) -> HttpResponse:
    image = access.image(request.user, id, to="comment")
    actions.take_back(actor=request.user, image=image, comment=access.comment(image, comment))
    return HttpResponse(status=204)


@router.get("/images/{id}/proposals", response={200: ProposalsOut, **ERRORS}, summary="Proposals, newest first")
def proposals(request: Call, id: str) -> dict[str, Any]:
    rows = access.proposals(access.image(request.user, id)).prefetch_related("entry__values", "decided__values")
    return {"proposals": [present.proposal(row) for row in rows]}


@router.post("/images/{id}/proposals", response={201: ProposalOut, **ERRORS}, summary="Propose an edit")
def propose(request: Call, id: str, body: ProposeIn, if_match: IfMatch = None) -> Status[dict[str, Any]]:
    image, base = access.image(request.user, id, to="comment"), seen_etag(if_match)
    made = actions.propose(
        actor=request.user,
        image=image,
        base=base,
        values=body.set,
        operations=operations.resolved(request.user, body.operations),
        reason=body.reason,
    )
    return Status(201, present.proposal(made))


@router.post("/images/{id}/proposals/{proposal}/accept", response={200: ChangeOut, **ERRORS}, summary="Save a proposal")
def accept(
    request: Call, response: HttpResponse, id: str, proposal: int, body: AcceptIn, if_match: IfMatch = None
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    found = access.proposal(image, proposal)
    outcome = actions.accept(actor=request.user, proposal=found, base=base, allow=body.allow, fields=body.fields)
    shown = present.change(outcome)
    response["ETag"] = shown["etag"]
    return shown


@router.post("/images/{id}/proposals/{proposal}/decline", response={200: ProposalOut, **ERRORS}, summary="Decline one")
def decline(request: Call, id: str, proposal: int, body: DeclineIn) -> dict[str, Any]:
    image = access.image(request.user, id, to="edit")
    actions.decline(actor=request.user, proposal=access.proposal(image, proposal), reason=body.reason)
    return present.proposal(access.proposal(image, proposal))


@router.delete("/images/{id}/proposals/{proposal}", response={200: ProposalOut, **ERRORS}, summary="Withdraw one")
def withdraw(request: Call, id: str, proposal: int) -> dict[str, Any]:
    image = access.image(request.user, id, to="comment")
    actions.withdraw(actor=request.user, proposal=access.proposal(image, proposal))
    return present.proposal(access.proposal(image, proposal))
