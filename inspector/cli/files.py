"""Files on this machine: reading the header of one, and writing a copy with another header."""

import bz2
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from isal import isal_zlib

from inspector.core.errors import ImageError, NotAnImage
from inspector.core.header import MAX_HEAD, Header, head_length
from inspector.vault.unpack import CHUNK, Budget, Unpacking

_PROBE = 4096
_HEADERS = (".hdr", ".hdr.gz")
_IMAGES = (".img", ".img.gz")
GZIP = zlib.MAX_WBITS + 16


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with a header. `image` is the .img beside the .hdr of a pair."""

    path: Path
    header: Header
    compression: str
    image: Path | None

    def voxel_block_length(self) -> int:
        """How many bytes of voxels there are; a compressed file is unpacked to count them."""
        if self.image:
            with _unpacking(self.image) as file:
                return sum(map(len, file.chunks()))
        with _unpacking(self.path) as file:
            return sum(map(len, file.chunks())) - len(self.header.data)


def open_header(path: Path) -> Opened:
    """Read the header at the start of a file, or a whole .hdr. Raises ImageError with a sentence, or OSError."""
    image = image_beside(path)
    with _unpacking(path) as file:
        start = file.read(_PROBE)
        if image or (Header.parse(start).paired and _ending(path, _HEADERS)):
            header = Header.parse(start + file.read(MAX_HEAD), paired=True)
        else:
            length = head_length(start)
            header = Header.parse(start[:length] + file.read(max(length - len(start), 0)), paired=False)
        return Opened(path, header, file.compression, image)


def write(opened: Opened, header: Header, output: Path) -> None:
    """Write a copy with this header; the voxels are copied as bytes and the compression stays.

    The output appears under its name only when it is complete. Raises ImageError when it cannot be what it is called.
    """
    _refuse_wrong_names(opened, output)
    if opened.header.paired:
        _write_pair(opened, header, output)
        return
    with _unpacking(opened.path) as file, _appearing(output, opened.path) as target:
        file.read(len(opened.header.data))
        _pack(target, opened.compression, [header.data], file.chunks())


def _write_pair(opened: Opened, header: Header, output: Path) -> None:
    if opened.image is None:
        raise NotAnImage(f"{opened.path.name} is the .hdr of a pair, and there is no .img beside it.")
    beside = output.with_name(_stem(output, _HEADERS) + _ending(opened.image, _IMAGES))
    _refuse_overwriting(opened, beside)
    with _appearing(beside, opened.image) as target, opened.image.open("rb") as source:
        shutil.copyfileobj(source, target, CHUNK)
    with _appearing(output, opened.path) as target:
        _pack(target, opened.compression, [header.data])


def _refuse_wrong_names(opened: Opened, output: Path) -> None:
    _refuse_overwriting(opened, output)
    if opened.header.paired and not _ending(output, _HEADERS):
        raise ImageError("The input is the .hdr of a pair: give an output name that ends in .hdr or .hdr.gz.")
    if (output.suffix.lower() == ".gz") != (opened.compression == "gzip"):
        kept = "is compressed with gzip and stays so: give a name that ends in .gz"
        plain = "is not compressed with gzip and stays so: give a name without .gz"
        raise ImageError(f"The input {kept if opened.compression == 'gzip' else plain}.")


def _refuse_overwriting(opened: Opened, output: Path) -> None:
    for source in filter(None, (opened.path, opened.image)):
        if output.exists() and output.samefile(source):
            raise ImageError(f"{output} is the input, which is never overwritten: give another name to --output.")


@contextmanager
def _unpacking(path: Path) -> Iterator[Unpacking]:
    with path.open("rb", buffering=0) as file, Unpacking(file, Budget(sys.maxsize)) as unpacking:
        yield unpacking


class _Packer(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Plain:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def _pack(target: BinaryIO, compression: str, *parts: Iterable[bytes]) -> None:
    """Write the parts one after the other. A gzip stream carries neither a name nor a time."""
    packer = _packer(compression)
    for part in parts:
        for data in part:
            target.write(packer.compress(data))
    target.write(packer.flush())


def _packer(compression: str) -> _Packer:
    if compression == "gzip":
        return isal_zlib.compressobj(level=3, wbits=GZIP)
    return bz2.BZ2Compressor() if compression == "bzip2" else _Plain()


@contextmanager
def _appearing(path: Path, like: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete and safe on disk, and vanishes when something goes wrong."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(like, name)
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def image_beside(path: Path) -> Path | None:
    """The .img that belongs to a .hdr, if it lies in the same folder."""
    if not _ending(path, _HEADERS):
        return None
    beside = {each.name.lower(): each for each in path.parent.iterdir()} if path.exists() else {}
    return next((beside[name] for end in _IMAGES if (name := _stem(path, _HEADERS).lower() + end) in beside), None)


def _stem(path: Path, endings: tuple[str, ...]) -> str:
    return path.name[: len(path.name) - len(_ending(path, endings))]


def _ending(path: Path, endings: tuple[str, ...]) -> str:
    """Which of the endings the name has, in any case; "" for none."""
    return next((end for end in endings if path.name.lower().endswith(end)), "")
