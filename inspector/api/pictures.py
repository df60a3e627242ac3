"""What leaves as bytes: downloads and slices."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from inspector import __version__, access, actions, downloads
from inspector.api import present
from inspector.api.auth import Call
from inspector.api.errors import ERRORS
from inspector.api.schemas import VoxelOut
from inspector.api.worlds import asked_in_world, frame_told
from inspector.core.colours import Colormap, bar
from inspector.core.exact import exact_number
from inspector.core.extensions.change import extension_at
from inspector.core.header import Header
from inspector.core.png import png
from inspector.core.world import Interpolation
from inspector.vault import assemble, pictures
from inspector.vault.slices import volume_at
from inspector.vault.voxels import read_voxel
from inspector.vault.world import WorldPicture, world_picture

router = Router(tags=["downloads and pictures"])

Plane = Literal["axial", "coronal", "sagittal"]
Version = Literal["1", "2"]
Convention = Literal["neurological", "radiological"]
Volume = Annotated[str, Query(pattern=r"^[0-9]{1,9}(,[0-9]{1,9}){0,3}$")]
At = Annotated[str, Query(pattern=r"^[0-9]{1,9},[0-9]{1,9},[0-9]{1,9}$")]


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

    With `purpose=release` the download is on record, and refused while the privacy check has open findings or the
    dataset's rule asks for a review first; a release of several images comes with reports and checksums.
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
    colormap: Colormap = "gray",
    quality: pictures.Quality = "fast",
    space: Literal["voxel", "world"] = "voxel",
    centre: str = "",
    field: str = "",
    interpolation: Interpolation = "nearest",
    affine: str = "",
    revision: int | None = None,
) -> HttpResponse:
    """`index` counts along the stored axis closest to the plane's normal, from 0; the middle is the default.

    `volume` counts the volumes over the axes 4 to 7, the fourth fastest; or it is one index for each of these axes,
    with commas: `volume=12,0,3`. Slices of large images may come from a preview; the header
    `X-Slice-Source` then says how many voxels each value is the mean of. `quality=full` draws the voxels themselves.

    `X-Slice-Window` tells the values that are shown as black and as white.

    `space=world` draws a plane of the patient's space instead, with the voxels where the affine places them; what lies
    outside of them is transparent. `centre` is the place in the middle of the picture, `x,y,z` in mm RAS+; `field` its
    width and height in mm, or one number for both. By default the picture holds the whole volume. `affine`, 12 numbers
    with commas, row by row, voxel to mm RAS+, draws the voxels as if the header placed them so. `X-Slice-Frame` tells
    what became of it. `interpolation` is for oblique planes; pixels of labels are never mixed.
    """
    image = access.image(request.user, id)
    state = image.at(revision)
    header, frozen = state.header, state.frozen
    world = asked_in_world(space, index, centre=centre, field=field, affine=affine, interpolation=interpolation)
    asked = (
        *(__version__, plane, index, volume, low, high, size, convention, quality, colormap, interpolation),
        *(space, centre, field, affine, header.sha256, frozen.info.sha256),
    )
    etag = f'"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'
    if answer := downloads.unchanged(request, etag):
        return answer
    settings: Any = {
        "plane": plane,
        "volume": _flat(header, volume),
        "low": low,
        "high": high,
        "size": size,
        "convention": convention,
        "colormap": colormap,
        "quality": quality,
    }
    picture: pictures.Picture | WorldPicture
    if world:
        picture = world_picture(frozen, header, interpolation=interpolation, **world, **settings)
    else:
        picture = pictures.picture(frozen, header, index=index, **settings)
    source = f"preview; box={'x'.join(map(str, picture.box))}" if picture.box else "stored"
    headers = {
        "X-Slice-Source": source,
        "X-Slice-Window": f"{exact_number(picture.low)},{exact_number(picture.high)}",
        "Cache-Control": "no-store",
    }
    if isinstance(picture, WorldPicture):
        headers["X-Slice-Frame"] = frame_told(picture)
    if picture.usual:
        # An address that names the revision always means the same picture.
        kept = "private, no-cache" if revision is None else "private, max-age=31536000, immutable"
        headers |= {"ETag": etag, "Cache-Control": kept}
    return HttpResponse(picture.png, content_type="image/png", headers=headers)


@router.get(
    "/images/{id}/voxel",
    url_name="voxel",
    response={200: VoxelOut, **ERRORS},
    summary="One voxel: where it lies, its stored number, and what that stands for",
)
def voxel(
    request: Call, id: str, at: At = "0,0,0", volume: Volume = "0", revision: int | None = None
) -> dict[str, Any]:
    """`at` are three indices with commas, counted from 0: `at=12,0,3`; `volume` is as for slices."""
    image = access.image(request.user, id)
    state = image.at(revision)
    i, j, k = (int(index) for index in at.split(","))
    return present.voxel(read_voxel(state.frozen, state.header, (i, j, k), _flat(state.header, volume)))


@router.get(
    "/colormaps/{name}",
    url_name="colour_bar",
    response={200: None, **ERRORS},
    summary="A colour map as a picture of 256 by 1 pixels, from black to white",
)
def colour_bar(request: Call, name: Colormap) -> HttpResponse:
    headers = {"Cache-Control": "private, max-age=86400"}
    return HttpResponse(png(bar(name)), content_type="image/png", headers=headers)


def _flat(header: Header, volume: str) -> int:
    indices = [int(index) for index in volume.split(",")]
    return indices[0] if len(indices) == 1 else volume_at(header, indices)
