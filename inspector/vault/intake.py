"""An upload becomes a header, a frozen voxel block and the uploaded files themselves, kept byte for byte."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from inspector.core.errors import ImageError, NotAnImage, Truncated
from inspector.core.header import Header
from inspector.core.rules import Facts, GzipFacts
from inspector.vault.blobs import Blobs
from inspector.vault.content import Content, Role, Watch, holds_voxels, nobody
from inspector.vault.deflate import crc32, crc32_combine
from inspector.vault.freeze import FrozenWriter
from inspector.vault.payload import FrozenInfo
from inspector.vault.receive import Received, Receiver
from inspector.vault.unpack import CHUNK, THE_FILE, Budget

__all__ = ["Intake", "Received", "Receiver", "Source", "StoredUpload", "take"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, to be taken in; it stays where it is."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """One uploaded file: `role` is "single", "header" or "voxels", `compression` "none", "gzip" or "bzip2".

    Without a `key` it needs no copy: header and inflated voxels are its bytes. `gzip` is what a gzip file tells
    besides its content.
    """

    role: str
    name: str
    size: int
    sha256: str
    crc32: int
    compression: str
    key: str | None
    gzip: GzipFacts | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken in. `name` is that of the file with the header."""

    name: str
    header: Header
    frozen: FrozenInfo
    uploads: tuple[StoredUpload, ...]


def facts_of(header: Header, name: str, uploads: Sequence[StoredUpload], block_length: int) -> Facts:
    """A header, and what is known of the files that it came in, for the rules: the .hdr of a pair is first."""
    return Facts(
        header,
        name=name,
        compression=uploads[0].compression,
        block_length=block_length,
        gzip=uploads[0].gzip,
        image_gzip=uploads[1].gzip if len(uploads) > 1 else None,
        image_found=True if header.paired else None,
    )


def take(files: Sequence[Source | Received], *, blobs: Blobs, max_unpacked: int, watch: Watch = nobody) -> Intake:
    """Store one image: a single file, or the two files of a pair in any order.

    Everything is streamed; memory does not grow with the file. Raises an ImageError kind with a sentence, and
    OSError when the disk is full; either way nothing is stored that anything refers to.
    """
    if not 1 <= len(files) <= 2:
        raise NotAnImage(f"An image is one file, or the .hdr and .img of a pair; {len(files)} files came together.")
    with ExitStack() as open:
        role: Role | None = "single" if len(files) == 1 else None
        intake = _Taking(blobs, max_unpacked, watch)
        received = []
        for file in files:
            received.append(file if isinstance(file, Received) else intake.receive(file, role))
            open.callback(received[-1].drop)
        for file in received:
            file.content.check_disk()
            if file.size == 0:
                label = THE_FILE if role else file.name
                raise Truncated(f"{label} has 0 bytes. Copy it again from the source.")
        return intake.single(received[0]) if role else intake.pair(*_header_first(received[0], received[1]))


class _Taking:
    """How one image is stored."""

    def __init__(self, blobs: Blobs, max_unpacked: int, watch: Watch) -> None:
        self._blobs = blobs
        self._max_unpacked = max_unpacked
        self._watch = watch

    def receive(self, source: Source, role: Role | None) -> Received:
        receiver = Receiver(
            source.name, blobs=self._blobs, max_unpacked=self._max_unpacked, role=role, watch=self._watch
        )
        with receiver, source.path.open("rb", buffering=0) as file:
            while data := file.read(CHUNK):
                receiver.write(data)
            return receiver.finish()

    def single(self, file: Received) -> Intake:
        content = self._read(file, "single")
        header, voxels = cast(Header, content.header), cast(FrozenWriter, content.voxels)
        if header.paired:
            header = _lone_pair_header(header, voxels.length)
        frozen = voxels.commit()
        if content.preview is not None:
            content.preview.commit(frozen.sha256)
        checksum = crc32_combine(crc32(header.data), frozen.crc32, frozen.length)
        return Intake(file.name, header, frozen, (_stored(file, "single", checksum, len(header.data) + frozen.length),))

    def pair(self, first: Received, second: Received) -> Intake:
        header = cast(Header, self._half(first, "header").header)
        voxels = cast(FrozenWriter, self._half(second, "voxels").voxels)
        budget = Budget(self._max_unpacked)
        budget.spend(len(header.data), first.name)
        budget.spend(voxels.length, second.name)
        frozen = voxels.commit()
        uploads = (
            _stored(first, "header", crc32(header.data), len(header.data)),
            _stored(second, "voxels", frozen.crc32, frozen.length),
        )
        return Intake(first.name, header, frozen, uploads)

    def _half(self, file: Received, role: Role) -> Content:
        try:
            return self._read(file, role)
        except ImageError as error:
            raise _of(file.name, error) from error

    def _read(self, file: Received, role: Role) -> Content:
        return file.read_as(role, blobs=self._blobs, max_unpacked=self._max_unpacked, watch=self._watch)


def _lone_pair_header(header: Header, voxel_length: int) -> Header:
    """The header of a file that says it is one of a pair, but came alone, with its voxels behind it."""
    claimed = header.voxel_bytes
    if not claimed or voxel_length < claimed:
        raise NotAnImage(
            "The file is the header of a pair, and its voxels are in another file. Add the .hdr and the .img together."
        )
    return Header.parse(header.data, paired=False)


def _header_first(first: Received, second: Received) -> tuple[Received, Received]:
    """The two files, the one whose content is the header of a pair first."""
    one, other = first.content.head, second.content.head
    if isinstance(one, ImageError) and isinstance(other, ImageError):
        raise NotAnImage(_no_header((first, one), (second, other)))
    if _rank(one) == _rank(other):
        raise NotAnImage(f"{first.name} and {second.name} both begin with a header. {_apart(one)}")
    for found, file, partner in ((one, first, second), (other, second, first)):
        if isinstance(found, Header) and holds_voxels(found):
            raise NotAnImage(
                f"{file.name} says it holds its own voxels, so {partner.name} does not belong to it. Add it by itself."
            )
    return (first, second) if _rank(one) > _rank(other) else (second, first)


def _rank(found: Header | ImageError) -> int:
    """How much a file looks like the header of a pair; voxels may begin with anything, so a magic decides."""
    if isinstance(found, ImageError):
        return 0
    return 2 if found.paired else 1


def _no_header(*found: tuple[Received, ImageError]) -> str:
    """Why neither file has a header: the reason given for the one named .hdr, or else both."""
    named = [one for one in found if ".hdr" in one[0].name.lower()]
    reasons = " ".join(f"{file.name}: {error}" for file, error in named or found)
    return f"Neither file is the header of a NIfTI pair. {reasons}"


def _apart(found: Header | ImageError) -> str:
    if isinstance(found, Header) and found.paired:
        return "A pair has one .hdr and one .img."
    return "Add them one at a time."


def _of(name: str, error: ImageError) -> ImageError:
    """The same refusal, told of one of two files."""
    text = str(error)
    return type(error)(name + text.removeprefix(THE_FILE)) if text.startswith(THE_FILE) else error


def _stored(file: Received, role: Role, checksum: int, length: int) -> StoredUpload:
    """Publish the file as it came, if need be; it unpacks to `length` bytes with this checksum."""
    gzip = file.gzip_facts(checksum, length)
    key = file.keep()
    return StoredUpload(role, file.name, file.size, file.sha256, file.crc32, file.content.compression, key, gzip)
