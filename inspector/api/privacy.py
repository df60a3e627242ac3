"""The privacy check of an image: what was found, what is done about it, what may stay."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from inspector import access, actions, clearance
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.headers import IfMatch, same, seen_etag
from inspector.api.schemas import ChangeOut
from inspector.clearance import Looked
from inspector.core.errors import EditError
from inspector.core.ledger import Layer, Span
from inspector.core.privacy import LIMITS, RULE_SET, VERSION, remedies
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.remedies import Remedy

router = Router(tags=["privacy"])

Chosen = Annotated[list[str] | Literal["all"], Field(description='ids of findings, or "all" that are open')]


class SpanOut(Schema):
    file: str
    layer: str = Field(description="stored, unpacked, file name or folder name")
    surface: str
    part: str
    kind: str = Field(description="structure, voxels, zero padding, text or opaque")
    offset: int
    length: int


class RemedyOut(Schema):
    remedy: str
    title: str


class PrivacyFindingOut(Schema):
    id: str
    file: str
    layer: str
    surface: str
    part: str
    offset: int = Field(description="in its layer")
    length: int
    text: str = Field(description="masked; POST …/privacy/reveal shows it, and that goes on record")
    recognizer: str
    level: str
    score: float
    why: str
    remedies: list[RemedyOut] = Field(description="what can be done about it, the proposed one first")
    decided: str | None = Field(description="accepted or left behind; null: it is open")


class PrivacyOut(Schema):
    image: str
    revision: int
    etag: str
    verdict: str
    rule_set: str
    version: str
    bytes: int = Field(description="accounted for, names included")
    levels: dict[str, int] = Field(description="open findings by level")
    limits: list[str]
    spans: list[SpanOut]
    findings: list[PrivacyFindingOut]


class RemediesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    findings: Chosen
    remedies: dict[str, str] = Field({}, description="another remedy than the proposed one, by id of the finding")
    name: str = Field("", description="the new name of the file, where it is to have another")
    reason: str = ""
    dry_run: bool = False


class WaiverIn(Schema):
    model_config = ConfigDict(extra="forbid")

    findings: list[str]
    reason: str = ""
    everywhere: bool = Field(False, description="for the same text in the same place of every image of the dataset")


class RevealIn(Schema):
    model_config = ConfigDict(extra="forbid")

    findings: Chosen


class RevealedOut(Schema):
    findings: list[dict[str, Any]]


class ClearedOut(ChangeOut):
    verdict: str
    renamed: str = Field(description="the new name of the file; empty: it has its old one")
    left_behind: int = Field(description="findings in the packing of the upload, which downloads of revisions lack")
    remains: int = Field(description="removed texts that the bytes of the header still hold in some form")


@router.get("/images/{id}/privacy", response={200: PrivacyOut, **ERRORS}, summary="Every byte, and what it may tell")
def privacy(request: Call, response: HttpResponse, id: str, revision: int | None = None) -> dict[str, Any]:
    looked = clearance.look(access.image(request.user, id), revision)
    response["ETag"] = looked.revision.etag
    return {
        "image": looked.image.pk,
        "revision": looked.revision.number,
        "etag": looked.revision.etag,
        "verdict": looked.verdict,
        "rule_set": RULE_SET,
        "version": VERSION,
        "bytes": looked.bytes,
        "levels": {str(level): count for level, count in looked.levels.items()},
        "limits": list(LIMITS),
        "spans": [_span(layer, span) for layer in looked.ledger.layers for span in layer.spans],
        "findings": [_finding(looked, each) for each in looked.findings],
    }


@router.post("/images/{id}/privacy/remedies", response={200: ClearedOut, **ERRORS}, summary="Apply remedies")
def apply_remedies(
    request: Call, response: HttpResponse, id: str, body: RemediesIn, if_match: IfMatch = None
) -> dict[str, Any]:
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    same(image, base)
    chosen = _chosen(clearance.look(image), body)
    further = body.findings == "all"
    if body.dry_run:
        done = actions.preview_clear(image=image, chosen=chosen, name=body.name, further=further)
    else:
        done = actions.clear(
            actor=request.user,
            image=image,
            base=base,
            chosen=chosen,
            reason=body.reason,
            name=body.name,
            further=further,
        )
    shown = present.change(done.outcome) | {
        "verdict": clearance.verdict(done.after),
        "renamed": done.name,
        "left_behind": len(done.left),
        "remains": len(done.remains),
    }
    response["ETag"] = shown["etag"]
    return shown


@router.post("/images/{id}/privacy/waivers", response={204: None, **ERRORS}, summary="Accept findings, with a reason")
def waive(request: Call, id: str, body: WaiverIn) -> HttpResponse:
    image = access.image(request.user, id, to="review")
    actions.waive(
        actor=request.user, image=image, findings=body.findings, reason=body.reason, everywhere=body.everywhere
    )
    return HttpResponse(status=204)


@router.post("/images/{id}/privacy/reveal", response={200: RevealedOut, **ERRORS}, summary="Show the text of findings")
def reveal(request: Call, id: str, body: RevealIn) -> dict[str, Any]:
    image = access.image(request.user, id, to="edit")
    shown = actions.reveal(actor=request.user, image=image, findings=None if body.findings == "all" else body.findings)
    return {"findings": [each.as_json(masked=False) for each in shown]}


def _chosen(looked: Looked, body: RemediesIn) -> dict[str, Remedy]:
    """The remedy of each finding that was named, as it was named or as it is proposed."""
    best = actions.proposed(looked)
    named = [*best] if body.findings == "all" else body.findings
    unknown = [each for each in body.remedies.values() if each not in {*Remedy}]
    if unknown:
        raise EditError({"remedies": [f"There is no remedy “{unknown[0]}”."]})
    chosen = {each: Remedy(body.remedies[each]) if each in body.remedies else best.get(each) for each in named}
    if without := [each for each, remedy in chosen.items() if remedy is None]:
        raise EditError({"findings": [f"Nothing can be done about {without[0]} here, or it was decided already."]})
    return {each: remedy for each, remedy in chosen.items() if remedy}


def _span(layer: Layer, span: Span) -> dict[str, Any]:
    return {
        "file": layer.file,
        "layer": layer.title,
        "surface": span.surface,
        "part": span.part,
        "kind": str(span.kind),
        "offset": span.start,
        "length": span.length,
    }


def _finding(looked: Looked, found: Finding) -> dict[str, Any]:
    waiver = looked.waivers.get(found.id)
    possible = remedies.choices(found, looked.revision.header, looked.ledger)
    return found.as_json(masked=True) | {
        "remedies": [{"remedy": str(each.remedy), "title": each.title} for each in possible],
        "decided": waiver.kind if waiver else None,
    }
