"""The one door of the vault to ISA-L and zlib-ng: independent deflate blocks, checksums, and reading gzip.

A block is raw deflate (RFC 1951) that refers to nothing before it and ends on a byte boundary without ending
the stream: blocks can be inflated alone, or stand one after another in a single gzip member (RFC 1952).
"""

from typing import BinaryIO, Protocol, cast

from isal import __version__ as isal_version
from isal import isal_zlib
from zlib_ng import __version__ as zlib_ng_version
from zlib_ng import zlib_ng

CODEC = f"isal {isal_version}"[:20]
LEVEL = 3
# Twice as fast and just as small where the low bits are noise. Level 0 is never used: it makes noise longer.
FAST_LEVEL = 1
WORTH = 0.99
HEAD_LEVEL = 1
GZIP_BUFFER = 1 << 19
DENSE = "zlib-ng"
DENSE_CODEC = f"{DENSE} {zlib_ng_version}"[:20]
DENSE_LEVEL = 8
END = b"\x03\x00"
DeflateError = cast(type[Exception], isal_zlib.error)


class Unpacker(Protocol):
    """Inflates a gzip member that is fed to it in pieces."""

    @property
    def eof(self) -> bool: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Reader(Protocol):
    """What raw bytes are read from."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


def deflate_block(data: bytes | memoryview, level: int = LEVEL) -> bytes:
    """`data` as one block."""
    # A fresh compressor each time: a flush alone would leave references to the block before.
    compressor = isal_zlib.compressobj(level, isal_zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush(isal_zlib.Z_SYNC_FLUSH)


def deflate_trial(data: bytes | memoryview) -> tuple[bytes, int]:
    """`data` as one block, and the level: the fast one unless the other one saves more than 1 %."""
    fast, small = deflate_block(data, FAST_LEVEL), deflate_block(data, LEVEL)
    return (small, LEVEL) if len(small) < WORTH * len(fast) else (fast, FAST_LEVEL)


def deflate_densely(data: bytes | memoryview) -> bytes:
    """`data` as one block, smaller than that of `deflate_block` and several times slower.

    Little memory begins new codes more often, which noise gains from: level 6 with the usual memory stays a hundredth
    larger than gzip -6 there. Level 9 finds the repetitions of maps and masks; on noise it would only take long.
    """
    block = _zlib_ng_block(data, DENSE_LEVEL, 7)
    return block if len(block) > len(data) // 2 else min(block, _zlib_ng_block(data, 9, 9), key=len)


def _zlib_ng_block(data: bytes | memoryview, level: int, memory: int) -> bytes:
    compressor = zlib_ng.compressobj(level, zlib_ng.DEFLATED, -15, memory)
    return compressor.compress(data) + compressor.flush(zlib_ng.Z_SYNC_FLUSH)


def inflate_block(stored: bytes | memoryview, length: int) -> bytes:
    """The bytes of one block, `length` of them; a DeflateError when it is no such block."""
    data = isal_zlib.decompressobj(-15).decompress(stored, max_length=length + 1)
    if len(data) != length:
        raise DeflateError(f"{len(data)} bytes where {length} are expected")
    return data


def crc32(data: bytes | memoryview, start: int = 0) -> int:
    return isal_zlib.crc32(data, start)


def crc32_combine(first: int, second: int, second_length: int) -> int:
    """The checksum of two runs of bytes one after the other, from the checksum of each."""
    return isal_zlib.crc32_combine(first, second, second_length)


def gzip_unpacker() -> Unpacker:
    """Inflates one gzip member and checks its checksum; raises DeflateError."""
    return isal_zlib.decompressobj(31)


def gzip_reader(source: BinaryIO) -> Reader:
    """Reads all members of a gzip file and the zero bytes after them; checks every checksum and length."""
    # IGzipFile around it would copy everything that is read.
    return isal_zlib._GzipReader(source, GZIP_BUFFER)
