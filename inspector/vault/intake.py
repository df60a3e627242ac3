"""An upload becomes a header, a frozen voxel block and the uploaded files themselves, kept byte for byte."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from inspector.core.errors import ImageError, NotAnImage, TooLarge, Truncated
from inspector.core.header import MAX_HEAD, Header, head_length
from inspector.vault.blobs import Blobs
from inspector.vault.freeze import FrozenWriter
from inspector.vault.payload import FrozenInfo
from inspector.vault.unpack import Budget, Source, Unpacking

__all__ = ["Intake", "Source", "StoredUpload", "take"]

PROBE = 4096


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """One uploaded file: `role` is "single", "header" or "voxels", `compression` "none", "gzip" or "bzip2".

    Without a `key` it needs no copy: header and inflated voxels are its bytes.
    """

    role: str
    name: str
    size: int
    sha256: str
    crc32: int
    compression: str
    key: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken in. `name` is that of the file with the header."""

    name: str
    header: Header
    frozen: FrozenInfo
    uploads: tuple[StoredUpload, ...]


def take(sources: Sequence[Source], *, blobs: Blobs, max_unpacked: int) -> Intake:
    """Store one image: a single file, or the two files of a pair in any order.

    Everything is streamed; memory does not grow with the file. Raises an ImageError kind with a sentence, and
    OSError when the disk is full; either way nothing is stored that anything refers to.
    """
    for source in sources:
        if source.size == 0:
            raise Truncated(f"{_label(source, sources)} has 0 bytes. Copy it again from the source.")
    budget = Budget(max_unpacked)
    if len(sources) == 1:
        return _take_single(sources[0], blobs, budget)
    if len(sources) == 2:
        return _take_pair(*_header_first(sources[0], sources[1]), blobs, budget)
    raise NotAnImage(f"An image is one file, or the .hdr and .img of a pair; {len(sources)} files came together.")


def _take_single(source: Source, blobs: Blobs, budget: Budget) -> Intake:
    with Unpacking(source, budget) as file, FrozenWriter(blobs) as voxels:
        start = file.read(PROBE)
        length = head_length(start)
        head = start[:length] + file.read(max(length - len(start), 0))
        header = Header.parse(head)
        voxels.feed(start[length:])
        for data in file.chunks():
            voxels.feed(data)
        if header.paired:
            header = _lone_pair_header(header, voxels.length)
        upload = _upload(file, "single")
        frozen = voxels.commit()
    return Intake(source.name, header, frozen, (_keep(upload, source, blobs),))


def _take_pair(first: Source, second: Source, blobs: Blobs, budget: Budget) -> Intake:
    with Unpacking(first, budget, first.name) as file:
        data = file.read(MAX_HEAD + 1)
        if len(data) > MAX_HEAD:
            raise TooLarge(f"{first.name} has more than {MAX_HEAD:,} bytes, the most a header may have.")
        header = Header.parse(data, paired=True)
        head_upload = _upload(file, "header")
    with Unpacking(second, budget, second.name) as file, FrozenWriter(blobs) as voxels:
        for data in file.chunks():
            voxels.feed(data)
        voxel_upload = _upload(file, "voxels")
        frozen = voxels.commit()
    uploads = (_keep(head_upload, first, blobs), _keep(voxel_upload, second, blobs))
    return Intake(first.name, header, frozen, uploads)


def _lone_pair_header(header: Header, voxel_length: int) -> Header:
    """The header of a file that says it is one of a pair, but came alone, with its voxels behind it."""
    claimed = header.voxel_bytes
    if not claimed or voxel_length < claimed:
        raise NotAnImage(
            "The file is the header of a pair, and its voxels are in another file. Add the .hdr and the .img together."
        )
    return Header.parse(header.data, paired=False)


def _header_first(first: Source, second: Source) -> tuple[Source, Source]:
    """The two sources, the one whose content is the header of a pair first."""
    one, other = _probe(first), _probe(second)
    if isinstance(one, ImageError) and isinstance(other, ImageError):
        raise NotAnImage(_no_header((first, one), (second, other)))
    if _rank(one) == _rank(other):
        raise NotAnImage(f"{first.name} and {second.name} both begin with a header. {_apart(one)}")
    for found, file, partner in ((one, first, second), (other, second, first)):
        if _holds_voxels(found):
            raise NotAnImage(
                f"{file.name} says it holds its own voxels, so {partner.name} does not belong to it. Add it by itself."
            )
    return (first, second) if _rank(one) > _rank(other) else (second, first)


def _probe(source: Source) -> Header | ImageError:
    """The header a file begins with, or why there is none."""
    try:
        with Unpacking(source, Budget(PROBE), source.name) as file:
            return Header.parse(file.read(PROBE))
    except ImageError as error:
        return error


def _rank(found: Header | ImageError) -> int:
    """How much a file looks like the header of a pair; voxels may begin with anything, so a magic decides."""
    if isinstance(found, ImageError):
        return 0
    return 2 if found.paired else 1


def _holds_voxels(found: Header | ImageError) -> bool:
    return isinstance(found, Header) and found.value("magic") in ("n+1", "n+2")


def _no_header(*found: tuple[Source, ImageError]) -> str:
    """Why neither file has a header: the reason given for the one named .hdr, or else both."""
    named = [one for one in found if ".hdr" in one[0].name.lower()]
    reasons = " ".join(f"{source.name}: {error}" for source, error in named or found)
    return f"Neither file is the header of a NIfTI pair. {reasons}"


def _apart(found: Header | ImageError) -> str:
    if isinstance(found, Header) and found.paired:
        return "A pair has one .hdr and one .img."
    return "Add them one at a time."


def _upload(file: Unpacking, role: str) -> StoredUpload:
    size, sha256, crc32 = file.facts()
    key = None if file.compression == "none" else f"uploads/{sha256}"
    return StoredUpload(role, file.source.name, size, sha256, crc32, file.compression, key)


def _keep(upload: StoredUpload, source: Source, blobs: Blobs) -> StoredUpload:
    if upload.key is not None:
        blobs.adopt(source.path, upload.key, move=source.disposable)
    return upload


def _label(source: Source, sources: Sequence[Source]) -> str:
    return "The file" if len(sources) == 1 else source.name
