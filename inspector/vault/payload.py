"""The stored file of a voxel block.

It holds, in this order: the deflate stream (independent blocks of 128 KiB, then an empty final block), the
index (for each block its offset and the CRC-32 of its stored bytes), and a footer: one rename publishes it all.
The deflate stream is copied verbatim into every .nii.gz and zip; the index makes any byte of the voxels
readable by inflating one block.
"""

import struct
from dataclasses import asdict, dataclass, replace
from typing import Any

from inspector.core.errors import Damaged
from inspector.vault.blobs import Blob, BlobWriter
from inspector.vault.deflate import CODEC, DENSE, END, LEVEL, crc32

BLOCK_SIZE = 128 * 1024
ENTRY = struct.Struct("<QI")
FOOTER = struct.Struct("<8sIIQQ32s20sBI")
FOOTER_CRC = struct.Struct("<I")
TAIL = FOOTER.size + FOOTER_CRC.size
MAGIC = b"HIFROZE1"


@dataclass(frozen=True, slots=True)
class Front:
    """The first `length` bytes of a voxel block, perhaps all of them: what one revision has of it."""

    sha256: str
    length: int
    crc32: int


@dataclass(frozen=True, slots=True)
class FrozenInfo:
    """What is known of a voxel block without opening it.

    `sha256`, `length` and `crc32` are those of the raw bytes; `stored_length` is that of the deflate stream.
    `level` is the highest that any of its blocks was compressed with.
    """

    sha256: str
    length: int
    crc32: int
    stored_length: int
    block_size: int = BLOCK_SIZE
    codec: str = CODEC
    level: int = LEVEL

    @property
    def key(self) -> str:
        return f"voxels/{self.sha256}"

    @property
    def blocks(self) -> int:
        return -(-self.length // self.block_size)

    @property
    def is_dense(self) -> bool:
        """Whether it was compressed a second time, with more patience."""
        return self.codec.startswith(DENSE)

    @property
    def front(self) -> Front:
        """All of it."""
        return Front(self.sha256, self.length, self.crc32)

    def tells_of(self, other: "FrozenInfo") -> bool:
        """Whether the other is of the same raw bytes, however they are stored."""
        return self.front == other.front

    def cut(self, front: Front) -> "FrozenInfo":
        """The facts of these first bytes; only an open file tells how long their deflate stream is."""
        return replace(self, sha256=front.sha256, length=front.length, crc32=front.crc32)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def footer(self, index: bytes) -> bytes:
        """The last bytes of the stored file; `read_footer` is the way back."""
        body = FOOTER.pack(
            MAGIC,
            self.block_size,
            self.crc32,
            self.length,
            self.stored_length,
            bytes.fromhex(self.sha256),
            self.codec.encode("ascii"),
            self.level,
            crc32(index),
        )
        return body + FOOTER_CRC.pack(crc32(body))


class StreamWriter:
    """Writes the stored file of a voxel block: its deflate blocks one after another, then index and footer."""

    def __init__(self, writer: BlobWriter) -> None:
        self._writer = writer
        self._index = bytearray()
        self._length = 0

    def add(self, block: bytes) -> None:
        self._index += ENTRY.pack(self._length, crc32(block))
        self._length += len(block)
        self._writer.write(block)

    def end(self) -> int:
        """Write the empty final block; the length of the deflate stream."""
        self._writer.write(END)
        return self._length + len(END)

    def finish(self, info: FrozenInfo) -> None:
        """Write index and footer; the file is not published yet."""
        self._writer.write(bytes(self._index) + info.footer(bytes(self._index)))
        self._writer.finish()

    def commit(self, info: FrozenInfo) -> None:
        """Publish the finished file under its key."""
        self._writer.commit(info.key)


def read_footer(blob: Blob) -> tuple[FrozenInfo, bytes]:
    """The facts and the index at the end of a stored file; raises Damaged when they do not hold together."""
    tail = blob.read_at(max(blob.size - TAIL, 0), TAIL)
    body, checksum = tail[: FOOTER.size], tail[FOOTER.size :]
    if len(tail) < TAIL or FOOTER_CRC.pack(crc32(body)) != checksum:
        raise damaged("the stored file does not end as it was written")
    magic, block_size, crc, length, stored_length, sha256, codec, level, index_crc = FOOTER.unpack(body)
    info = FrozenInfo(sha256.hex(), length, crc, stored_length, block_size, codec.rstrip(b"\0").decode("ascii"), level)
    if magic != MAGIC or blob.size != stored_length + info.blocks * ENTRY.size + TAIL:
        raise damaged("the stored file has another length than it was written with")
    index = blob.read_at(stored_length, info.blocks * ENTRY.size)
    if crc32(index) != index_crc:
        raise damaged("the index of the blocks fails its checksum")
    return info, index


def damaged(what: str) -> Damaged:
    return Damaged(f"The stored voxels are damaged: {what}. Restore them from a backup.")
