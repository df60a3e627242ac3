"""The end of a stored preview: its index and footer, which hold only under the preview's own key."""

from collections.abc import Sequence

import numpy as np

from inspector.vault.blobs import Blob, Blobs
from inspector.vault.deflate import crc32
from inspector.vault.previews.plan import ENTRY, FOOTER, MAGIC


class Unusable(Exception):
    """The stored preview is damaged, not finished or another's; it can be made again."""


def ending(key: str, length: int, index: Sequence[tuple[int, int]]) -> bytes:
    """Index and footer, for (offset, CRC-32) of each stored piece; `read_index` is the way back."""
    entries = np.array(index, ENTRY).tobytes()
    return entries + FOOTER.pack(MAGIC, length, len(index), _seal(key, entries))


def read_index(blob: Blob, key: str) -> tuple[list[int], list[int]]:
    """The offsets of the pieces, with the offset after the last one, and their checksums. Raises Unusable."""
    footer = blob.read_at(max(blob.size - FOOTER.size, 0), FOOTER.size)
    if len(footer) < FOOTER.size:
        raise Unusable
    magic, length, count, seal = FOOTER.unpack(footer)
    if (magic, length + count * ENTRY.itemsize + FOOTER.size) != (MAGIC, blob.size):
        raise Unusable
    index = blob.read_at(length, count * ENTRY.itemsize)
    if _seal(key, index) != seal:
        raise Unusable
    entries = np.frombuffer(index, ENTRY)
    return [*entries["start"].tolist(), length], entries["crc32"].tolist()


def is_sound(blobs: Blobs, key: str) -> bool:
    """Whether all of the preview under this key is as it was written."""
    try:
        with blobs.open(key) as blob:
            starts, checksums = read_index(blob, key)
            pieces = zip(starts, starts[1:], checksums, strict=False)
            return all(crc32(blob.read_at(start, stop - start)) == checksum for start, stop, checksum in pieces)
    except (Unusable, OSError):
        return False


def _seal(key: str, index: bytes) -> int:
    """The checksum of the index under this key: what was written for another volume does not pass."""
    return crc32(index, crc32(key.encode()))
