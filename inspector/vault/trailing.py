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
    """What is left of a voxel block: its `front`, which ends with the last voxel.

    `proper_sha256` is that of the voxels proper, dim times the bits of the datatype: the same before and after.
    """

    front: Front
    proper_sha256: str


def cut(header: Header, frozen: FrozenVoxels) -> Cut:
    """The voxels without what stands behind the last one.

    All bytes are read once, and compared with their sha256 before anything is said of a part of them. Raises
    NothingBehind, or Damaged.
    """
    claimed = header.voxel_bytes
    if claimed is None:
        raise NothingBehind("Nobody can say where the voxels end, because dim or datatype make no sense.")
    start = header.voxel_start(frozen.length)
    stop = start + claimed
    if stop >= frozen.length:
        raise NothingBehind("Nothing stands behind the last voxel, so there is nothing to cut off.")
    digest = hashlib.sha256()

    def watch(at: int, data: bytes) -> None:
        digest.update(memoryview(data)[max(start - at, 0) : max(stop - at, 0)])

    # Where the voxels begin with the block, they are the front.
    (front,) = frozen.fronts([stop], watch if start else None)
    return Cut(front, digest.hexdigest() if start else front.sha256)
