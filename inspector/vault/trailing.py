"""The bytes behind the voxels, and voxels without them. Nothing is written: what is kept is named, not copied."""

import hashlib
from dataclasses import dataclass

from inspector.core.errors import ImageError
from inspector.core.header import Header
from inspector.vault.frozen import Front, FrozenVoxels


class NothingBehind(ImageError):
    """No byte stands behind the voxels, or nobody can say where they end."""

    code = "nothing_behind"


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a voxel block: its `front`, of which the voxels proper are the bytes from `start` on.

    `proper_sha256` is theirs: dim times the bits of the datatype, before the cut and after it.
    """

    front: Front
    start: int
    proper_sha256: str


def proper(header: Header, length: int) -> tuple[int, int]:
    """Where the voxels proper begin in a block of `length` bytes, and where they end: behind it, of a short block.

    Raises NothingBehind when dim or datatype make no sense.
    """
    claimed = header.voxel_bytes
    if claimed is None:
        raise NothingBehind("Nobody can say where the voxels end, because dim or datatype make no sense.")
    start = header.voxel_start(length)
    return start, start + claimed


def trailing_bytes(header: Header, length: int) -> int:
    """How many bytes stand behind the last voxel of a block of this length; 0 when nobody can say where it is."""
    return max(length - proper(header, length)[1], 0) if header.voxel_bytes is not None else 0


def cut(header: Header, frozen: FrozenVoxels) -> Cut:
    """The voxels without what stands behind the last one.

    All bytes are read once, and compared with their sha256 before anything is said of a part of them. Raises
    NothingBehind, or Damaged.
    """
    start, stop = proper(header, frozen.length)
    if stop >= frozen.length:
        raise NothingBehind("Nothing stands behind the last voxel, so there is nothing to cut off.")
    digest = hashlib.sha256()

    def watch(at: int, data: bytes) -> None:
        digest.update(memoryview(data)[max(start - at, 0) : max(stop - at, 0)])

    # Where the voxels begin with the block, they are the front.
    (front,) = frozen.fronts([stop], watch if start else None)
    return Cut(front, start, digest.hexdigest() if start else front.sha256)
