"""The span ledger of what is stored, and of files on a disk.

Of a stored image nothing is unpacked that is voxels: the frozen block is read behind them only, and where the members
of a gzip file end is known since it came. A file of several members, or one of bzip2, is unpacked to find that out.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from inspector.core.errors import Erased, ImageError
from inspector.core.header import MAX_HEAD, Header, head_length
from inspector.core.ledger import After, Bytes, Layer, Ledger, Track, image
from inspector.core.ledger.bzip2 import lay_bzip2
from inspector.core.ledger.gzip import lay_gzip
from inspector.vault.blobs import Blob
from inspector.vault.bzipped import Streams
from inspector.vault.content import PROBE
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.gzipped import InOrder, Members
from inspector.vault.intake import StoredUpload
from inspector.vault.unpack import compression_of

STORED, UNPACKED = "stored", "unpacked"


@dataclass(frozen=True, slots=True)
class File:
    """A file on a disk, open for reading at any offset."""

    name: str
    opened: BinaryIO


def of_revision(header: Header, frozen: FrozenVoxels, name: str) -> Ledger:
    """One revision of an image, as a download gives it: a single file, or the .hdr and .img of a pair."""
    layers = [image.name("file name", name)]
    if header.paired:
        layers += [image.head_alone(name, UNPACKED, header), image.voxels_alone(name, UNPACKED, header, frozen)]
    else:
        layers.append(image.single(name, UNPACKED, header, frozen))
    return Ledger(tuple(layers))


def of_upload(uploads: Sequence[StoredUpload], first_header: Header, frozen: FrozenVoxels, folder: str = "") -> Ledger:
    """The uploaded files as they came, the .hdr of a pair first. Raises Erased for a compressed one that was."""
    layers = _folder(folder)
    for upload in uploads:
        layers.append(image.name("file name", upload.name))
        title = STORED
        if upload.compression != "none":
            if upload.key is None:
                raise Erased(f"The uploaded file {upload.name} was erased, so nobody can look at it any more.")
            with frozen.blobs.open(upload.key) as blob:
                layers.append(_stored_layer(upload, blob))
            title = UNPACKED
        if upload.role == "header":
            layers.append(image.head_alone(upload.name, title, first_header))
        elif upload.role == "voxels":
            layers.append(image.voxels_alone(upload.name, title, first_header, frozen))
        else:
            layers.append(image.single(upload.name, title, first_header, frozen))
    return Ledger(tuple(layers))


def of_files(files: Sequence[File], folder: str = "") -> Ledger:
    """Any bytes: one file, or the .hdr and then the .img of a pair. Compressed ones are unpacked, and nothing is kept.

    What is damaged, or is no image, is accounted for as well. Raises OSError when a file cannot be read.
    """
    layers, header = _folder(folder), None
    for number, file in enumerate(files):
        stored, content = _opened(file)
        layers += [image.name("file name", file.name), *stored]
        title = UNPACKED if stored else STORED
        if number:
            found = image.voxels_alone(file.name, title, header, content) if header else None
        elif len(files) > 1:
            header = _pair_header(content)
            rest = After(content, len(header.data)) if header else content
            found = image.head_alone(file.name, title, header, rest) if header else None
        else:
            found = _single(file.name, title, content)
        layers.append(found or image.unread(file.name, title, content))
    return Ledger(tuple(layers))


def _folder(folder: str) -> list[Layer]:
    return [image.name("folder name", folder)] if folder else []


def _single(name: str, title: str, content: Bytes) -> Layer | None:
    with suppress(ImageError):
        header = Header.parse(content.read(0, head_length(content.read(0, PROBE))), paired=False)
        return image.single(name, title, header, After(content, len(header.data)))
    return None


def _pair_header(content: Bytes) -> Header | None:
    with suppress(ImageError):
        return Header.parse(content.read(0, MAX_HEAD), paired=True)
    return None


def _stored_layer(upload: StoredUpload, blob: Blob) -> Layer:
    """The layer of a file that is compressed."""
    track, source = Track(), _Blob(blob)
    file, facts = cast(BinaryIO, InOrder(blob)), upload.gzip
    if upload.compression == "bzip2":
        lay_bzip2(track, source, _end_of_streams(Streams(file)))
    elif facts is not None and facts.members == 1:
        trailing = facts.trailing or 0
        lay_gzip(track, source, [source.length - trailing], trailing=trailing)
    else:
        members = _walked(Members(file))
        lay_gzip(track, source, members.stops, trailing=members.trailing)
    return track.layer(upload.name, STORED)


def _opened(file: File) -> tuple[list[Layer], Bytes]:
    """The layer of the file as it is stored, if it is compressed, and its unpacked bytes."""
    source, track = _Disk(file.opened), Track()
    packing = compression_of(source.read(0, 3))
    if packing == "none":
        return [], source
    file.opened.seek(0)
    length = 0
    if packing == "gzip":
        members = Members(file.opened)
        length = sum(map(len, members.chunks()))
        lay_gzip(track, source, members.stops, trailing=members.trailing)
    else:
        streams = Streams(file.opened)
        length = sum(map(len, streams.chunks()))
        lay_bzip2(track, source, streams.stop)

    def again() -> Iterator[bytes]:
        file.opened.seek(0)
        return (Members if packing == "gzip" else Streams)(file.opened).chunks()

    return [track.layer(file.name, STORED)], _Unpacked(again, length)


def _walked(members: Members) -> Members:
    for _ in members.chunks():
        pass
    return members


def _end_of_streams(streams: Streams) -> int:
    for _ in streams.chunks():
        pass
    return streams.stop


class _Blob:
    """A stored file."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob

    @property
    def length(self) -> int:
        return self._blob.size

    def read(self, offset: int, count: int) -> bytes:
        return self._blob.read_at(offset, count)


class _Disk:
    """A file on a disk."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.length = file.seek(0, 2)

    def read(self, offset: int, count: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(count)


class _Unpacked:
    """What a file unpacks to, `length` bytes: read onwards, and from its beginning again when an earlier part is."""

    def __init__(self, begin: Callable[[], Iterator[bytes]], length: int) -> None:
        self._begin = begin
        self.length = length
        self._chunks = begin()
        self._waiting = b""
        self._at = 0

    def read(self, offset: int, count: int) -> bytes:
        if offset < self._at:
            self._chunks, self._waiting, self._at = self._begin(), b"", 0
        while self._at < offset and self._take(offset - self._at):
            pass
        found = []
        while count > 0 and (piece := self._take(count)):
            found.append(piece)
            count -= len(piece)
        return b"".join(found)

    def _take(self, most: int) -> bytes:
        """The next bytes, `most` of them or fewer; b"" where they end."""
        while not self._waiting:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._waiting = chunk
        piece, self._waiting = self._waiting[:most], self._waiting[most:]
        self._at += len(piece)
        return piece
