"""Our frozen voxels without the application around them; the one place that knows the vault from within."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.vault.blobs import FileBlobs
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import Source, take
from inspector.vault.slices import read_slice


class Frozen:
    """A file taken into a vault in `folder`."""

    def __init__(self, path: Path, folder: Path) -> None:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        self._blobs = FileBlobs(folder / "vault")
        taken = take([Source(path.name, copy, copy.stat().st_size)], blobs=self._blobs, max_unpacked=1 << 40)
        self._header, self._info = taken.header, taken.frozen

    def axial(self, where: tuple[int, ...]) -> NDArray[Any]:
        """Slice where[0] of the volume the other indices name, from a newly opened file as for each request."""
        volumes = self._header.shape[3:]
        volume = int(np.ravel_multi_index(where[1:], volumes, order="F")) if volumes else 0
        return read_slice(FrozenVoxels(self._blobs, self._info), self._header, 2, where[0], volume)
