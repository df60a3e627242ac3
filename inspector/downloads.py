"""The files a person can take away: a revision of the header in front of the frozen voxels, or the upload itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from inspector import ranges
from inspector.core import convert
from inspector.core.errors import CannotConvert, Damaged, Erased
from inspector.models import Image
from inspector.vault import assemble
from inspector.vault.blobs import Replaced
from inspector.vault.intake import StoredUpload

Kind = Literal["original", "nii", "nii.gz", "pair"]


def kinds(image: Image) -> dict[Kind, str]:
    """The kinds of download of this image in words, the uploaded kind first."""
    first = uploaded_kind(image)
    words: dict[Kind, str] = {
        "nii.gz": "one compressed file, .nii.gz",
        "nii": "one file, .nii",
        "pair": "a .hdr and .img pair, zipped",
    }
    found: dict[Kind, str] = {first: words.pop(first), **words}
    return found | ({"original": "as uploaded, byte for byte"} if image.has_original else {})


def uploaded_kind(image: Image) -> Kind:
    """What the image came as; a bzip2 file goes out as gzip, which every reader opens.

    Raises Damaged when the image and the rows of its files do not say the same of that.
    """
    first, *voxels = image.stored_uploads
    if voxels:
        return "pair"
    return "nii" if first.compression == "none" else "nii.gz"


def conversion(image: Image) -> tuple[int, tuple[str, ...]] | None:
    """The other version of NIfTI that the current header can be sent as, and the fields that it leaves out."""
    version = 3 - image.header.version
    without = convert.left_out(image.header, version)
    try:
        convert.converted(image.header, version, without)
    except CannotConvert:
        return None
    return version, without


def assembled(
    image: Image,
    *,
    kind: Kind | None = None,
    number: int | None = None,
    version: int | None = None,
    without: Collection[str] = (),
) -> assemble.Download:
    """A download of revision `number` (the current one for None), as NIfTI-`version` (as stored for None).

    Fields that the version lacks are left out only when `without` names them. Raises Revision.DoesNotExist,
    CannotConvert when the header would lose something, Erased when these bytes are gone for good, and Damaged.
    """
    came_as = uploaded_kind(image)
    kind = kind or came_as
    if kind == "original":
        if version:
            raise CannotConvert(f"NIfTI-{version}", {"as": ["The original is sent as it came; choose another kind."]})
        if not image.has_original:
            raise Erased("The uploaded file was erased for good; its hash is kept. Choose another kind of download.")
        first = image.at(1)
        return assemble.as_original(_uploads(image), first.header, first.frozen)
    make = {"nii": assemble.as_nii, "nii.gz": assemble.as_nii_gz, "pair": assemble.as_pair}[kind]
    state = image.at(number)
    header = convert.converted(state.header, version or state.header.version, without)
    return make(header, state.frozen, image.name)


def _uploads(image: Image) -> list[StoredUpload]:
    """The uploaded files. Raises Damaged when their rows name others than were recorded."""
    told = [{"size": upload.size, "sha256": upload.sha256} for upload in image.stored_uploads]
    if told != image.at(1).entry.facts["files"]:
        raise Damaged("The record of the uploaded file is damaged. Restore it from a backup.")
    return image.stored_uploads


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 when the caller has these bytes already."""
    return HttpResponseNotModified(headers={"ETag": etag}) if ranges.has_it(request.headers, etag) else None


def respond(request: HttpRequest, assembling: Callable[[], assemble.Download]) -> HttpResponseBase:
    """The download, or the part of it that is asked for, as a response that no browser will interpret.

    Raises ranges.Unsatisfiable, and whatever `assembling` raises.
    """
    try:
        return _respond(request, assembling())
    except Replaced:
        # Once a denser file has taken the place of the other it stays.
        return _respond(request, assembling())


def _respond(request: HttpRequest, download: assemble.Download) -> HttpResponseBase:
    etag = f'"{download.etag_part}"'
    if answer := unchanged(request, etag):
        return answer
    part = ranges.wanted(request.headers, etag, download.length)
    start, stop = (part.start, part.stop) if part else (0, download.length)
    response = StreamingHttpResponse(
        download.chunks(start, stop), status=206 if part else 200, content_type="application/octet-stream"
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(stop - start)
    if part:
        response["Content-Range"] = part.content_range
    response["ETag"] = etag
    response["Content-Disposition"] = content_disposition_header(True, download.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox"
    # On a lab's server nothing of it stays in a browser that somebody else may use next.
    response["Cache-Control"] = "private, no-store" if settings.MODE == "server" else "private, no-cache"
    return response
