"""The audit trail: entries, verification, export."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from inspector import access, audit
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.paging import page_of
from inspector.api.schemas import EntryPage, VerificationOut
from inspector.audit.export import Format, exported
from inspector.models import AuditEntry

router = Router(tags=["audit"])
TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class Wanted(Schema):
    """Which entries; what is left out asks for nothing. Days are as UTC has them, both included."""

    dataset: str = ""
    image: str = ""
    person: str = ""
    action: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None


@router.get("/audit", response={200: EntryPage, **ERRORS}, summary="Audit entries, newest first")
def entries(request: Call, wanted: Annotated[Wanted, Query()], page: int = 1, page_size: int = 50) -> dict[str, Any]:
    rows = _rows(request, wanted).order_by("-seq").prefetch_related("values")
    return page_of(request, rows, page=page, page_size=page_size, present=present.entry)


@router.get("/audit/verify", response={200: VerificationOut, **ERRORS}, summary="Check the whole chain")
def verify(request: Call) -> audit.Verification:
    return audit.verify()


@router.get("/audit/export", response={200: None, **ERRORS}, summary="The entries as a file")
def export(
    request: Call, wanted: Annotated[Wanted, Query()], form: Annotated[Format, Query(alias="as")] = "json"
) -> StreamingHttpResponse:
    """CSV for spreadsheets, a line for each changed field; JSON to be verified without this program."""
    answer = StreamingHttpResponse(exported(_rows(request, wanted), form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _rows(request: Call, wanted: Wanted) -> QuerySet[AuditEntry]:
    return audit.narrowed(access.entries(request.user), **wanted.dict())
