"""How the values of a volume are distributed: stored, and scaled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inspector.vault.distribution import Distribution, distribution
from inspector.vault.slices import NoPicture
from tests.vault.images import frozen_image, head, stored_bytes, voxels

SHAPE = (5, 4, 3)


def counted(folder: Path, values: np.ndarray, datatype: str = "int16", volume: int = 0, **fields: Any) -> Distribution:
    header, frozen = frozen_image(folder, head(values.shape, datatype, **fields), stored_bytes(values))
    return distribution(frozen, header, volume)


def test_a_small_volume_is_counted_whole(tmp_path: Path) -> None:
    values = voxels((*SHAPE, 2))

    found = counted(tmp_path, values, volume=1)

    assert (found.looked_at, found.voxels) == (60, 60)
    assert (found.stored.low, found.stored.high) == (values[..., 1].min(), values[..., 1].max())
    assert found.stored == found.scaled


def test_of_a_large_volume_a_sample_is_counted(tmp_path: Path) -> None:
    found = counted(tmp_path, voxels((100, 100, 50)))

    assert found.voxels == 500_000
    assert 90_000 < found.looked_at < 140_000
    assert sum(found.stored.counts) == found.looked_at


def test_scaled_values_are_what_stored_ones_stand_for(tmp_path: Path) -> None:
    values = voxels(SHAPE)

    found = counted(tmp_path, values, scl_slope=0.5, scl_inter=-10)

    assert (found.stored.low, found.stored.high) == (values.min(), values.max())
    assert (found.scaled.low, found.scaled.high) == (values.min() * 0.5 - 10, values.max() * 0.5 - 10)
    assert found.scaled.counts == found.stored.counts


def test_a_negative_slope_turns_them_around(tmp_path: Path) -> None:
    found = counted(tmp_path, np.array([[[0, 1, 1, 2]]], "<i2"), scl_slope=-1)

    assert (found.scaled.low, found.scaled.counts) == (-2, (1, 2, 1))


def test_of_complex_numbers_the_magnitudes_are_counted(tmp_path: Path) -> None:
    found = counted(tmp_path, np.array([[[3 + 4j, 0]]], "<c8"), "complex64")

    assert (found.stored.low, found.stored.high) == (0, 5)


@pytest.mark.parametrize(
    ("datatype", "data", "sentence"),
    [
        ("binary", bytes(8), "No histogram: every voxel is one bit, 0 or 1."),
        ("RGB24", bytes(180), "No histogram: every voxel is a colour."),
        ("int16", b"", "No histogram: the file ends before the first voxel of this volume."),
        ("float32", b"\xff" * 240, "No histogram: the voxels that were looked at have no finite values, or span more "),
        ("unknown", bytes(240), "No picture: datatype is 0, and "),
    ],
    ids=["bits", "colours", "nothing there", "NaN", "no type"],
)
def test_where_nothing_can_be_counted_a_sentence_says_why(
    tmp_path: Path, datatype: str, data: bytes, sentence: str
) -> None:
    header, frozen = frozen_image(tmp_path, head(SHAPE, datatype), data)

    with pytest.raises(NoPicture) as refused:
        distribution(frozen, header)

    assert str(refused.value).startswith(sentence)
