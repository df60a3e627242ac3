"""Releases of a dataset: made once every image passes the gate, listed, and downloaded again byte for byte."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from django.http.response import HttpResponseBase
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from inspector import access, actions, downloads
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.paging import page_of
from inspector.core.errors import EditError
from inspector.models import Image, Release, Released

router = Router(tags=["releases"])


class ReleaseIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = ""
    images: Annotated[list[str] | Literal["all"], Field(description='ids of images, or "all" of the dataset')] = []
    profile: str = Field("default", description="of rules; an error by it holds an image back")
    reason: str = ""
    may_show_faces: bool = Field(
        False,
        description="release head-sized volumes that nobody stated to be defaced, knowing what they may show",
    )


class ReleasedOut(Schema):
    image: str
    revision: int
    name: str = Field(description="of the file; empty once something of it was erased for good")
    bytes: int
    sha256: str
    voxels_sha256: str


class ReleaseOut(Schema):
    id: str
    name: str
    dataset: str
    profile: str
    made_at: datetime
    made_by: str
    reason: str | None
    images: int
    gone: list[str] = Field(description="sentences on what was erased since; then it cannot be downloaded any more")


class ReleaseDetail(ReleaseOut):
    files: list[ReleasedOut]


class ReleasePage(Schema):
    count: int
    next: str | None
    results: list[ReleaseOut]


class DefacedIn(Schema):
    model_config = ConfigDict(extra="forbid")

    tool: str = Field("", description="with which it was defaced; empty: take back what was stated")


class FaceOut(Schema):
    image: str
    may_show: bool = Field(description="a volume of the size of a head that was not shown to be defaced")
    told: str
    tool: str | None = Field(description="with which somebody stated that it was defaced")
    stated_by: str | None
    stated_at: datetime | None


@router.get("/datasets/{slug}/releases", response={200: ReleasePage, **ERRORS}, summary="Releases, the newest first")
def list_releases(request: Call, slug: str, page: int = 1, page_size: int = 50) -> dict[str, Any]:
    rows = access.releases(access.dataset(request.user, slug))
    return page_of(request, rows, page=page, page_size=page_size, present=_shown)


@router.post(
    "/datasets/{slug}/releases",
    response={201: ReleaseDetail, **ERRORS},
    summary="Release images; refused with a sentence for each that is held back",
)
def make_release(request: Call, slug: str, body: ReleaseIn) -> Status[dict[str, Any]]:
    """All bytes that leave are read once. When that breaks off, the same call goes on with what was not read yet."""
    dataset = access.dataset(request.user, slug, to="review")
    rows = access.images(request.user).filter(dataset=dataset).select_related("dataset", "block").order_by("name", "pk")
    images = list(rows if body.images == "all" else rows.filter(pk__in=body.images))
    if body.images != "all" and (unknown := set(body.images) - {image.pk for image in images}):
        raise EditError({each: ["There is no such image in this dataset."] for each in sorted(unknown)})
    wanted = actions.Wanted(dataset, images, body.name, body.profile, body.reason, body.may_show_faces)
    return Status(201, _detail(actions.make_release(actor=request.user, wanted=wanted)))


@router.get("/releases/{id}", response={200: ReleaseDetail, **ERRORS}, summary="One release with its files")
def get_release(request: Call, id: str) -> dict[str, Any]:
    return _detail(access.release(request.user, id))


@router.get(
    "/releases/{id}/download",
    url_name="release_download",
    response={200: None, 206: None, **ERRORS},
    summary="The zip, or a range of its bytes; the length is known in advance",
)
def download_release(request: Call, id: str) -> HttpResponseBase:
    """The same bytes each time. Every download is on record."""
    release = access.release(request.user, id)
    answer = downloads.respond(request, partial(actions.bundle, release))
    if answer.status_code in (200, 206):
        actions.record_taken(actor=request.user, release=release)
    return answer


@router.get("/images/{id}/face", response={200: FaceOut, **ERRORS}, summary="Whether a volume may show a face")
def get_face(request: Call, id: str) -> dict[str, Any]:
    return _face(access.image(request.user, id))


@router.post("/images/{id}/face", response={200: FaceOut, **ERRORS}, summary="State that an image was defaced")
def state_defaced(request: Call, id: str, body: DefacedIn) -> dict[str, Any]:
    image = access.image(request.user, id, to="review")
    actions.state_defaced(actor=request.user, image=image, tool=body.tool)
    return _face(image)


def _shown(release: Release) -> dict[str, Any]:
    return {
        "id": release.pk,
        "name": release.name,
        "dataset": release.dataset.slug,
        "profile": release.profile,
        "made_at": release.at,
        "made_by": release.by,
        "reason": release.reason,
        "images": len(release.images.all()),
        "gone": actions.what_is_gone(release, actions.still_there([release])),
    }


def _detail(release: Release) -> dict[str, Any]:
    return {**_shown(release), "files": [_file(row) for row in release.images.all()]}


def _file(row: Released) -> dict[str, Any]:
    return {
        "image": row.image,
        "revision": row.revision,
        "name": row.name,
        "bytes": row.length,
        "sha256": row.sha256,
        "voxels_sha256": row.voxels_sha256,
    }


def _face(image: Image) -> dict[str, Any]:
    found, stated = actions.face(image), actions.statement(image)
    return {
        "image": image.pk,
        "may_show": found.may_show,
        "told": found.told,
        "tool": stated.tool if stated else None,
        "stated_by": stated.by if stated else None,
        "stated_at": stated.at if stated else None,
    }
