"""What leaves as bytes: downloads and slices."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Annotated, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from inspector import __version__, access, actions, downloads
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.core.extensions.change import extension_at
from inspector.core.header import Header
from inspector.vault import assemble, pictures
from inspector.vault.slices import volume_at

router = Router(tags=["downloads and pictures"])

Plane = Literal["axial", "coronal", "sagittal"]
Version = Literal["1", "2"]
Convention = Literal["neurological", "radiological"]
Volume = Annotated[str, Query(pattern=r"^[0-9]{1,9}(,[0-9]{1,9}){0,3}$")]


@router.get(
    "/images/{id}/download",
    response={200: None, 206: None, **ERRORS},
    summary="The file, or a range of its bytes; the length is known in advance",
)
def download(
    request: Call,
    id: str,
    kind: Annotated[downloads.Kind | None, Query(alias="as")] = None,
    revision: int | None = None,
    version: Version | None = None,
    without: str = "",
    purpose: Literal["release"] | None = None,
) -> HttpResponseBase:
    """`version` sends the header as NIfTI-1 or NIfTI-2; fields that it lacks are left out if `without` names them.

    With `purpose=release` the download is on record, and refused where the dataset's rule asks for a review first.
    """
    image, left_out = access.image(request.user, id), without.split(",")
    wanted = partial(
        downloads.assembled,
        image,
        kind=kind,
        number=revision,
        version=int(version) if version else None,
        without=left_out,
    )
    answer = downloads.respond(request, wanted)
    if purpose:
        actions.release(actor=request.user, image=image, kind=kind or downloads.uploaded_kind(image), number=revision)
    return answer


@router.get(
    "/images/{id}/extensions/{index}/data",
    url_name="extension_data",
    response={200: None, 206: None, **ERRORS},
    summary="The data of one extension as it is stored",
)
def extension_data(request: Call, id: str, index: int, revision: int | None = None) -> HttpResponseBase:
    image = access.image(request.user, id)
    found = extension_at(image.at(revision).header, index)
    return downloads.respond(request, partial(assemble.as_extension, found, image.name))


@router.get(
    "/images/{id}/slice", url_name="slice", response={200: None, **ERRORS}, summary="One slice as a PNG picture"
)
def slice_picture(
    request: Call,
    id: str,
    plane: Plane = "axial",
    index: int | None = None,
    volume: Volume = "0",
    low: float | None = None,
    high: float | None = None,
    size: int | None = None,
    convention: Convention = "neurological",
    quality: pictures.Quality = "fast",
    revision: int | None = None,
) -> HttpResponse:
    """`index` counts along the stored axis closest to the plane's normal, from 0; the middle is the default.

    `volume` counts the volumes over the axes 4 to 7, the fourth fastest; or it is one index for each of these axes,
    with commas: `volume=12,0,3`. Slices of large images may come from a preview; the header
    `X-Slice-Source` then says how many voxels each value is the mean of. `quality=full` draws the voxels themselves.
    """
    image = access.image(request.user, id)
    header = image.at(revision).header
    asked = (__version__, plane, index, volume, low, high, size, convention, quality, header.sha256, image.voxels_id)
    etag = f'"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'
    if answer := downloads.unchanged(request, etag):
        return answer
    picture = pictures.picture(
        image.frozen,
        header,
        plane=plane,
        index=index,
        volume=_flat(header, volume),
        low=low,
        high=high,
        size=size,
        convention=convention,
        quality=quality,
    )
    source = f"preview; box={'x'.join(map(str, picture.box))}" if picture.box else "stored"
    headers = {"X-Slice-Source": source, "Cache-Control": "no-store"}
    if picture.usual:
        # An address that names the revision always means the same picture.
        kept = "private, no-cache" if revision is None else "private, max-age=31536000, immutable"
        headers |= {"ETag": etag, "Cache-Control": kept}
    return HttpResponse(picture.png, content_type="image/png", headers=headers)


def _flat(header: Header, volume: str) -> int:
    indices = [int(index) for index in volume.split(",")]
    return indices[0] if len(indices) == 1 else volume_at(header, indices)
