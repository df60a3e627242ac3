"""The span ledger of what is stored, and of files on a disk.

Of a stored image nothing is unpacked that is voxels: the frozen block is read behind them only, and where the members
of a gzip file end is known since it came. A file of several members, or one of bzip2, is unpacked to find that out.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from inspector.core.errors import Erased, ImageError
from inspector.core.header import MAX_HEAD, Header, head_length
from inspector.core.ledger import After, Bytes, Layer, Ledger, Track, formats, image
from inspector.core.ledger.bzip2 import lay_bzip2
from inspector.core.ledger.formats import analyze
from inspector.core.ledger.gzip import lay_gzip
from inspector.vault.blobs import Blobs
from inspector.vault.bzipped import Streams
from inspector.vault.content import PROBE
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.gzipped import InOrder, Members
from inspector.vault.intake import StoredUpload
from inspector.vault.unpack import compression_of

STORED, UNPACKED = "stored", "unpacked"
# What is kept of an unpacked file: its head, and what may stand behind its voxels.
FIRST, LAST = 4 << 20, 8 << 20


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
            layers.append(stored_layer(upload, frozen.blobs, upload.key))
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
    layers, header, head = _folder(folder), None, b""
    for number, file in enumerate(files):
        stored, content = _opened(file)
        layers += [image.name("file name", file.name), *stored]
        title = UNPACKED if stored else STORED
        if number:
            found = image.voxels_alone(file.name, title, header, content) if header else None
            found = found or analyze.image(file.name, title, head, content)
        elif len(files) > 1:
            header, head = _pair_header(content), content.read(0, analyze.SIZE)
            rest = After(content, len(header.data)) if header else content
            found = image.head_alone(file.name, title, header, rest) if header else None
        else:
            found = _single(file.name, title, content)
        layers += [found] if found else _of_other_format(file.name, title, content)
    return Ledger(tuple(layers))


def _folder(folder: str) -> list[Layer]:
    return [image.name("folder name", folder)] if folder else []


def _of_other_format(name: str, title: str, content: Bytes) -> Sequence[Layer]:
    return formats.layers(name, title, content) or [image.unread(name, title, content)]


def _single(name: str, title: str, content: Bytes) -> Layer | None:
    with suppress(ImageError):
        header = Header.parse(content.read(0, head_length(content.read(0, PROBE))), paired=False)
        return image.single(name, title, header, After(content, len(header.data)))
    return None


def _pair_header(content: Bytes) -> Header | None:
    with suppress(ImageError):
        return Header.parse(content.read(0, MAX_HEAD), paired=True)
    return None


def stored_layer(upload: StoredUpload, blobs: Blobs, key: str) -> Layer:
    """The layer of an uploaded file that is compressed, as it lies under `key`."""
    track, source = Track(), _Kept(blobs, key, upload.size)
    with blobs.open(key) as blob:
        file, facts = cast(BinaryIO, InOrder(blob)), upload.gzip
        if upload.compression == "bzip2":
            lay_bzip2(track, source, _end_of_streams(Streams(file)))
        elif facts is not None and facts.members == 1:
            trailing = facts.trailing or 0
            lay_gzip(track, source, [source.length - trailing], trailing=trailing)
        else:
            members = _walked(Members(file))
            lay_gzip(track, source, members.stops, trailing=members.trailing)
    return track.layer(upload.name, STORED, source)


def _opened(file: File) -> tuple[list[Layer], Bytes]:
    """The layer of the file as it is stored, if it is compressed, and its unpacked bytes."""
    source, track = _Disk(file.opened), Track()
    packing = compression_of(source.read(0, 3))
    if packing == "none":
        return [], source
    engine = (Members if packing == "gzip" else Streams)(file.opened)
    content = _Unpacked(file.opened, engine)
    if isinstance(engine, Members):
        lay_gzip(track, source, engine.stops, trailing=engine.trailing)
    else:
        lay_bzip2(track, source, engine.stop)
    return [track.layer(file.name, STORED, source)], content


def _walked(members: Members) -> Members:
    for _ in members.chunks():
        pass
    return members


def _end_of_streams(streams: Streams) -> int:
    for _ in streams.chunks():
        pass
    return streams.stop


class _Kept:
    """A stored file, opened for each of the few looks at it."""

    def __init__(self, blobs: Blobs, key: str, length: int) -> None:
        self._blobs, self._key = blobs, key
        self.length = length

    def read(self, offset: int, count: int) -> bytes:
        with self._blobs.open(self._key) as blob:
            return blob.read_at(offset, count)


class _Disk:
    """A file on a disk."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.length = file.seek(0, 2)

    def read(self, offset: int, count: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(count)


class _Unpacked:
    """What a file unpacks to. Its beginning and its end are kept, so that one pass is enough for most files.

    What lies between is unpacked again when it is read: onwards, and from the beginning for an earlier part.
    """

    def __init__(self, file: BinaryIO, engine: Members | Streams) -> None:
        self._file, self._kind = file, type(engine)
        self._first, end = bytearray(), deque[bytes]()
        kept = self.length = 0
        file.seek(0)
        for chunk in engine.chunks():
            self._first += chunk[: max(FIRST - self.length, 0)]
            self.length += len(chunk)
            end.append(chunk)
            kept += len(chunk)
            while kept - len(end[0]) >= LAST:
                kept -= len(end.popleft())
        self._last = b"".join(end)
        self._begin()

    def read(self, offset: int, count: int) -> bytes:
        stop = min(offset + count, self.length)
        if stop <= len(self._first):
            return bytes(self._first[offset:stop])
        behind = self.length - len(self._last)
        if offset >= behind:
            return self._last[offset - behind : max(stop, offset) - behind]
        return self._read_again(offset, stop)

    def _begin(self) -> None:
        self._waiting, self._at = b"", 0
        self._chunks: Iterator[bytes] = iter(())

    def _read_again(self, offset: int, stop: int) -> bytes:
        if offset < self._at or not self._at:
            self._begin()
            self._file.seek(0)
            self._chunks = self._kind(self._file).chunks()
        while self._at < offset and self._take(offset - self._at):
            pass
        found = []
        while self._at < stop and (piece := self._take(stop - self._at)):
            found.append(piece)
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
