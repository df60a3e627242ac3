"""What previews have to hold, worked out the plain way, and those that are stored."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.core.header import Header
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.previews import Plan, read_preview
from inspector.vault.slices import Grid
from tests.stores import Stored, stored_files


def numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """What is averaged: (planes, rows, columns, channels) of the stored (columns, rows, planes)."""
    if values.dtype.names:
        values = np.stack([values[channel] for channel in "RGB"], axis=-1)
    values = values.reshape((*values.shape[:3], -1)).swapaxes(0, 2)
    return np.abs(values).astype(float) if values.dtype.kind == "c" else values.astype(float)


def means(values: NDArray[Any], box: tuple[int, int, int]) -> NDArray[np.float64]:
    """The means of boxes, the plain way."""
    planes = numbers(values)
    starts = [range(0, length, step) for length, step in zip(planes.shape[:3], box[::-1], strict=True)]
    small = np.empty((*map(len, starts), planes.shape[3]))
    for place in product(*(range(len(each)) for each in starts)):
        parts = tuple(slice(s[at], s[at] + step) for s, at, step in zip(starts, place, box[::-1], strict=True))
        piece = planes[parts].reshape(-1, planes.shape[3])
        finite = np.isfinite(piece)
        with np.errstate(all="ignore"):
            small[place] = np.where(finite, piece, 0).sum(axis=0) / finite.sum(axis=0)
    return small


def of(header: Header, frozen: FrozenVoxels, volume: int = 0) -> Plan:
    plan = Plan.of(Grid.of(header, frozen.length), volume, frozen.length)
    assert plan is not None
    return plan


def small_slice(frozen: FrozenVoxels, plan: Plan, axis: int, index: int) -> NDArray[Any]:
    found = read_preview(frozen, plan, axis, index)
    assert found is not None
    return found


def previews(folder: Path) -> list[Stored]:
    return [path for path in stored_files(folder) if "previews" in path.parts]
