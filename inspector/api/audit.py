"""The audit trail: entries, verification, export."""

from __future__ import annotations

from typing import Any

from ninja import Router

from inspector import access, audit
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.paging import page_of
from inspector.api.schemas import EntryPage, VerificationOut

router = Router(tags=["audit"])


@router.get("/audit", response={200: EntryPage, **ERRORS}, summary="Audit entries, newest first")
def entries(request: Call, dataset: str = "", image: str = "", page: int = 1, page_size: int = 50) -> dict[str, Any]:
    rows = access.entries(request.user).order_by("-seq").prefetch_related("values")
    if dataset:
        rows = rows.filter(dataset=dataset)
    if image:
        rows = rows.filter(image=image)
    return page_of(request, rows, page=page, page_size=page_size, present=present.entry)


@router.get("/audit/verify", response={200: VerificationOut, **ERRORS}, summary="Check the whole chain")
def verify(request: Call) -> audit.Verification:
    return audit.verify()
