"""Compressing stored voxels once more, with patience: the same blocks, smaller, under the same name.

Each block stays independent and keeps the smaller of its two forms. The new file takes the place of the old one by a
single rename, after what it unpacks to was found to have the sha256 that names it. Whoever reads the old file at that
moment goes on reading it.
"""

import hashlib
from dataclasses import replace

from inspector.vault.ahead import in_order
from inspector.vault.blobs import Blobs
from inspector.vault.deflate import DENSE_CODEC, DENSE_LEVEL, deflate_densely, inflate_block
from inspector.vault.frozen import Blocks, FrozenVoxels
from inspector.vault.payload import FrozenInfo, StreamWriter, damaged


def densify(blobs: Blobs, info: FrozenInfo) -> FrozenInfo:
    """Store the voxels `info` tells of as densely as is worth while; the facts of the file that holds them then.

    A file that is dense already stays as it is. Raises Damaged, and OSError when the disk is full; the old file is
    then untouched.
    """
    with FrozenVoxels(blobs, info).opened() as blocks, blobs.write() as writer:
        if blocks.info.is_dense:
            return blocks.info
        stream, digest = StreamWriter(writer), hashlib.sha256()
        for stored, raw in in_order(lambda number: _denser(blocks, number), range(blocks.info.blocks)):
            stream.add(stored)
            digest.update(raw)
        blocks.check_end()
        if digest.hexdigest() != info.sha256:
            raise damaged("they are not the bytes their sha256 names")
        dense = replace(blocks.info, stored_length=stream.end(), codec=DENSE_CODEC, level=DENSE_LEVEL)
        stream.finish(dense)
        stream.commit(dense)
    return dense


def _denser(blocks: Blocks, number: int) -> tuple[bytes, bytes]:
    """The smallest form of a block, and what that form unpacks to."""
    stored, raw = blocks.block(number)
    smallest = min(stored, deflate_densely(raw), key=len)
    return smallest, inflate_block(smallest, len(raw))
