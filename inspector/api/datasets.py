"""Datasets: list, make, look up, rename; moving an image from one to another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from inspector import access, actions
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.paging import page_of
from inspector.api.schemas import ImageOut
from inspector.models import Dataset
from inspector.shown.datasets import counted

router = Router(tags=["datasets"])


class DatasetOut(Schema):
    slug: str
    name: str
    role: str
    members: int
    images: int
    findings: dict[str, int]
    changed_at: datetime | None


class DatasetPage(Schema):
    count: int
    next: str | None
    results: list[DatasetOut]


class NameIn(Schema):
    name: str


class MoveIn(Schema):
    dataset: str = Field(min_length=1)
    reason: str = ""


def _shown(row: Any) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "role": row.role,
        "members": row.members,
        "images": row.total,
        "findings": {"error": row.errors, "warning": row.warnings},
        "changed_at": row.changed_at,
    }


def _now(request: Call, dataset: Dataset) -> dict[str, Any]:
    return _shown(counted(access.datasets(request.user)).get(pk=dataset.pk))


@router.get("/datasets", response={200: DatasetPage, **ERRORS}, summary="List your datasets")
def list_datasets(request: Call, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    return page_of(request, counted(access.datasets(request.user)), page=page, page_size=page_size, present=_shown)


@router.post("/datasets", response={201: DatasetOut, **ERRORS}, summary="Make a dataset, which you then manage")
def make_dataset(request: Call, body: NameIn) -> Status[dict[str, Any]]:
    return Status(201, _now(request, actions.make_dataset(actor=request.user, name=body.name)))


@router.get("/datasets/{slug}", response={200: DatasetOut, **ERRORS}, summary="One dataset")
def get_dataset(request: Call, slug: str) -> dict[str, Any]:
    return _now(request, access.dataset(request.user, slug))


@router.patch("/datasets/{slug}", response={200: DatasetOut, **ERRORS}, summary="Rename a dataset; its slug stays")
def rename_dataset(request: Call, slug: str, body: NameIn) -> dict[str, Any]:
    found = access.dataset(request.user, slug, to="manage")
    return _now(request, actions.rename_dataset(actor=request.user, dataset=found, name=body.name))


@router.post("/images/{id}/move", response={200: ImageOut, **ERRORS}, summary="Move an image to another dataset")
def move_image(request: Call, id: str, body: MoveIn) -> dict[str, Any]:
    image = access.image(request.user, id, to="manage")
    target = access.dataset(request.user, body.dataset, to="edit")
    return present.image(actions.move(actor=request.user, image=image, to=target, reason=body.reason))
