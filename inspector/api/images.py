"""Images: list, upload, look up, remove."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status, UploadedFile
from ninja.params.functions import File, Form

from inspector import __version__, access, actions, uploads
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS, Missing
from inspector.api.paging import page_of
from inspector.api.schemas import EntryOut, EraseIn, ImageOut, ImagePage, ReasonIn, Root
from inspector.core.formats.registry import FORMATS
from inspector.core.rules import RULES, Severity
from inspector.models import AuditValue

router = Router(tags=["images"])

_COUNTS: dict[Severity, str] = {"error": "errors", "warning": "warnings", "info": "notes"}


@router.get("/", response=Root, auth=None, summary="What this server is and opens")
def root(request: HttpRequest) -> dict[str, Any]:
    return {"name": "Header Inspector", "version": __version__, "formats": list(FORMATS), "rules": len(RULES)}


@router.get("/images", response={200: ImagePage, **ERRORS}, summary="List images")
def list_images(
    request: Call,
    dataset: str = "",
    q: str = "",
    format: str = "",
    severity: Severity | None = None,
    removed: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    rows = access.removed(request.user) if removed else access.images(request.user)
    rows = rows.select_related("dataset", "uploaded_by").order_by("-uploaded_at", "pk")
    if dataset:
        rows = rows.filter(dataset__slug=dataset)
    if format:
        rows = rows.filter(format__iexact=format)
    if severity:
        rows = rows.filter(**{f"{_COUNTS[severity]}__gt": 0})
    for word in q.lower().split():
        rows = rows.filter(search__contains=word)
    return page_of(request, rows, page=page, page_size=page_size, present=present.image)


@router.post("/images", response={201: ImageOut, **ERRORS}, summary="Upload an image, or the two files of a pair")
def upload_image(
    request: Call, file: Annotated[list[UploadedFile], File()], dataset: Annotated[str, Form()] = ""
) -> Status[dict[str, Any]]:
    image = actions.upload(
        actor=request.user,
        dataset=access.dataset(request.user, dataset or None, to="edit"),
        sources=uploads.sources_of(file),
    )
    return Status(201, present.image(image))


@router.get("/images/{id}", response={200: ImageOut, **ERRORS}, summary="One image")
def get_image(request: Call, id: str) -> dict[str, Any]:
    return present.image(access.image(request.user, id))


@router.delete("/images/{id}", response={204: None, **ERRORS}, summary="Remove an image; it can be put back")
def delete_image(request: Call, id: str, body: ReasonIn) -> HttpResponse:
    actions.delete(actor=request.user, image=access.image(request.user, id, to="edit"), reason=body.reason)
    return HttpResponse(status=204)


@router.post("/images/{id}/put-back", response={200: ImageOut, **ERRORS}, summary="Bring a removed image back")
def put_back(request: Call, id: str, body: ReasonIn) -> dict[str, Any]:
    actions.put_back(actor=request.user, image=access.removed_image(request.user, id), reason=body.reason)
    return present.image(access.image(request.user, id))


@router.post("/images/{id}/purge", response={200: EntryOut, **ERRORS}, summary="Erase a removed image for good")
def purge(request: Call, id: str, body: ReasonIn) -> dict[str, Any]:
    image = access.removed_image(request.user, id)
    return present.entry(actions.purge(actor=request.user, image=image, reason=body.reason))


@router.post("/images/{id}/erase", response={200: EntryOut, **ERRORS}, summary="Erase a recorded value for good")
def erase(request: Call, id: str, body: EraseIn) -> dict[str, Any]:
    """Erase what this value says from the record, from every revision that holds it, and from the upload."""
    image = access.image(request.user, id, to="manage")
    value = AuditValue.objects.filter(entry=body.entry, entry__image=image.pk, label=body.label, sealed__isnull=False)
    if not (found := value.first()):
        raise Missing("There is no such value on record, or it was erased already.")
    entry = actions.erase_value(actor=request.user, image=image, value=found, reason=body.reason)
    return present.entry(entry)
