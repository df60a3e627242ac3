"""Previews: large volumes made smaller, for slices that would take too long from the voxels themselves.

They are derived: one that is missing or damaged is made again from the voxels, in memory that does not grow with them.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any, Final, TypeVar

from numpy.typing import NDArray

from inspector.core.header import Header
from inspector.vault.blobs import Blobs
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews.builder import PreviewBuilder
from inspector.vault.previews.plan import Plan
from inspector.vault.previews.reader import Preview
from inspector.vault.previews.stored import Unusable, is_sound
from inspector.vault.slices import Grid, NoPicture

__all__ = ["FirstPreview", "Plan", "Preview", "PreviewBuilder", "is_sound", "prepare", "read_preview", "using_preview"]

Answer = TypeVar("Answer")

# Smaller volumes take a fraction of a second, so theirs are made when somebody looks, and take no room before.
AT_ONCE: Final = 32 * 1024 * 1024
# One at a time: the slices of a page ask for the same preview together.
_building = Lock()


def read_preview(frozen: FrozenVoxels, plan: Plan, axis: int, index: int) -> NDArray[Any] | None:
    """The slice of the preview with stored slice `index` in it; None when no preview can be stored."""
    return using_preview(frozen, plan, lambda preview: preview.slice(axis, index))


def using_preview(frozen: FrozenVoxels, plan: Plan, read: Callable[[Preview], Answer]) -> Answer | None:
    """What `read` makes of the preview; None when no preview can be stored.

    The preview is made when it is not there. Raises Damaged when the voxels are.
    """
    key = plan.key(frozen.file.sha256)
    for _ in range(2):
        try:
            with frozen.blobs.open(key) as blob:
                return read(Preview(blob, plan, frozen.file.sha256))
        except Unusable:
            frozen.blobs.remove(key)
        except OSError:
            pass  # it is not there, or the disk cannot read it
        if not _made(frozen, plan):
            return None
    return None


class FirstPreview:
    """Makes the preview of a single file's first volume while its voxels are frozen, where it takes long.

    Called with all bytes of the voxel block in order; the pieces may be overwritten afterwards. Nothing is raised
    when the disk is full: there will be no preview then.
    """

    def __init__(self, blobs: Blobs, header: Header) -> None:
        self._offset = 0
        self._builder: PreviewBuilder | None = None
        # Where the voxels of a pair begin depends on how many bytes there are in the end.
        plan = None if header.paired else _at_once(header, header.voxel_bytes or 0)
        with suppress(OSError):
            self._builder = PreviewBuilder(blobs, plan) if plan else None

    def __call__(self, piece: memoryview) -> None:
        if self._builder is not None:
            try:
                self._builder.write(piece, self._offset)
            except OSError:
                self.drop()
        self._offset += len(piece)

    def commit(self, voxels_sha256: str) -> None:
        """Publish the preview, if all of its volume came."""
        if self._builder is not None and self._builder.complete:
            with suppress(OSError):
                self._builder.commit(voxels_sha256)
        self.drop()

    def drop(self) -> None:
        if self._builder is not None:
            self._builder.drop()
            self._builder = None


def prepare(frozen: FrozenVoxels, header: Header) -> None:
    """Make the preview of the first volume where that takes long. Raises Damaged when the voxels are."""
    if plan := _at_once(header, frozen.length):
        _made(frozen, plan)


def _at_once(header: Header, block_length: int) -> Plan | None:
    """The preview that is not put off until somebody looks."""
    try:
        plan = Plan.of(Grid.of(header, block_length), 0, block_length)
    except NoPicture:
        return None
    return plan if plan and plan.stop - plan.first > AT_ONCE else None


def _made(frozen: FrozenVoxels, plan: Plan) -> bool:
    """Whether the preview is there now; it is not when the disk is full."""
    with _building:
        try:
            if not frozen.blobs.exists(plan.key(frozen.file.sha256)):
                _make(frozen, plan)
        except OSError:
            return False
    return True


def _make(frozen: FrozenVoxels, plan: Plan) -> None:
    with PreviewBuilder(frozen.blobs, plan) as builder:
        offset = plan.first
        for data in frozen.raw_chunks(plan.first, plan.stop):
            builder.write(data, offset)
            offset += len(data)
        builder.commit(frozen.file.sha256)
