"""Two images: how they differ, and the header of one copied to the other."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from inspector import access, actions
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.headers import IfMatch, answer, same, seen_etag
from inspector.api.operations import named_image
from inspector.api.schemas import ChangeOut, FieldChangeOut, Number
from inspector.core import edits
from inspector.core.comparison import Placed, apart
from inspector.core.copying import BY_KEY
from inspector.core.errors import EditError
from inspector.core.extensions import compare
from inspector.core.geometry import Geometry
from inspector.core.words import json_value
from inspector.models import Revision

router = Router(tags=["headers"])


class CopyHeaderIn(Schema):
    model_config = ConfigDict(extra="forbid")

    source: str = Field(alias="from", description="id of the image to copy from")
    from_revision: int | None = Field(None, description="its current revision when left out")
    groups: list[str] = Field([], json_schema_extra={"items": {"enum": [*BY_KEY]}})
    fields: list[str] = Field([], description="names of single fields; dim, datatype and bitpix are never copied")
    reason: str = ""
    dry_run: bool = False
    allow: list[str] = Field([], description="ids of rules whose new errors may be saved")


class PlacedOut(Schema):
    image: str
    revision: int
    shape: list[int]
    axis_codes: str | None
    voxel_sizes_mm: list[Number] | None = Field(description="null: nothing places it")


class ApartOut(Schema):
    same_grid: bool = Field(description="the lengths of the first three axes agree")
    max_corner_mm: Number = Field(description="between equal corner voxels, each of its own grid")
    centre_mm: Number = Field(description="between the middles of both volumes")
    rotation_degrees: Number
    left_right_flip: bool | None = Field(description="null: the grids differ")


class DiffOut(Schema):
    a: PlacedOut
    b: PlacedOut
    same: bool = Field(description="every field and extension agrees")
    changes: list[FieldChangeOut] = Field(description="old is a, new is b; null where a version has no such field")
    extensions_differ: bool
    geometry: ApartOut | None = Field(description="null: one of the two is not placed")


@router.post("/images/{id}/copy-header", response={200: ChangeOut, **ERRORS}, summary="Copy from another image")
def copy_header(
    request: Call, response: HttpResponse, id: str, body: CopyHeaderIn, if_match: IfMatch = None
) -> dict[str, Any]:
    """Units go with the numbers they describe. `notes` say where the two images do not go together."""
    image, base = access.image(request.user, id, to="edit"), seen_etag(if_match)
    source = _source(request, body)
    what = {"groups": body.groups, "fields": body.fields}
    if body.dry_run:
        same(image, base)
        outcome = actions.preview_copy(image=image, source=source, **what)
    else:
        outcome = actions.copy_header(
            actor=request.user, image=image, base=base, source=source, reason=body.reason, allow=body.allow, **what
        )
    return answer(response, outcome)


@router.get("/images/{id}/diff/{other}", response={200: DiffOut, **ERRORS}, summary="How two images differ")
def diff(
    request: Call, id: str, other: str, revision: int | None = None, other_revision: int | None = None
) -> dict[str, Any]:
    first = access.image(request.user, id).at(revision)
    second = named_image(request.user, other).at(other_revision)
    found, lie = edits.changes(first.header, second.header), apart(first.header, second.header)
    extensions = bool(compare.pairs(first.header, second.header))
    return {
        "a": _placed(first),
        "b": _placed(second),
        "same": not found and not extensions,
        "changes": [
            {"field": change.field, "old": json_value(change.old), "new": json_value(change.new)} for change in found
        ],
        "extensions_differ": extensions,
        "geometry": lie and {name: json_value(getattr(lie, name)) for name in lie.__slots__},
    }


def _source(request: Call, body: CopyHeaderIn) -> Revision:
    try:
        return named_image(request.user, body.source).at(body.from_revision)
    except Http404 as missing:
        raise EditError({"from": [str(missing)]}) from None
    except Revision.DoesNotExist:
        raise EditError({"from_revision": ["That image has no such revision."]}) from None


def _placed(revision: Revision) -> dict[str, Any]:
    header = revision.header
    placed = Placed.of(header)
    return {
        "image": revision.image_id,
        "revision": revision.number,
        "shape": list(header.shape),
        "axis_codes": Geometry.of(header).axis_codes,
        "voxel_sizes_mm": json_value(placed.voxel_sizes) if placed else None,
    }
