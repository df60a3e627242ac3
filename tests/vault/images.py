"""Tiny images built in memory, and the vault to put them in."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nibabel as nib
import numpy as np
from nibabel.dataobj_images import DataobjImage
from numpy.typing import NDArray

from inspector.core.codes import DATATYPES
from inspector.core.header import Header
from inspector.vault.assemble import Download
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import Intake, Source, take
from tests import builders
from tests.stores import store

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUDGET = 1 << 26

Packing = Callable[[bytes], bytes]


def head(
    shape: tuple[int, ...] = (4, 3, 2),
    datatype: str = "int16",
    *,
    version: int = 1,
    byteorder: str = "<",
    paired: bool = False,
    **values: Any,
) -> bytes:
    """A head whose affine is 2 mm along R, A and S, told by shape and the name of the datatype."""
    kind = DATATYPES.named(datatype)
    assert kind is not None
    axes = {"srow_x": (2, 0, 0, 0), "srow_y": (0, 2, 0, 0), "srow_z": (0, 0, 2, 0)}
    dim = (len(shape), *shape, 1, 1, 1, 1, 1, 1, 1)[:8]
    given = {"dim": dim, "datatype": kind.number, "qform_code": 0, **axes, **values}
    return builders.head(version, byteorder, paired=paired, **given)


def voxels(shape: tuple[int, ...], dtype: str = "<i2", seed: int = 0) -> NDArray[Any]:
    """Random voxels that do not compress to nothing."""
    return np.random.default_rng(seed).integers(0, 120, shape).astype(dtype)


def stored_bytes(values: NDArray[Any]) -> bytes:
    return values.tobytes(order="F")


def plain(data: bytes) -> bytes:
    return data


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def source(folder: Path, name: str, data: bytes) -> Source:
    path = folder / name
    path.write_bytes(data)
    return Source(name, path, len(data))


def taken(folder: Path, *files: tuple[str, bytes], budget: int = BUDGET) -> tuple[Intake, FrozenVoxels]:
    """These files, named and given as bytes, as they are after an upload."""
    blobs = store(folder)
    intake = take([source(folder, *file) for file in files], blobs=blobs, max_unpacked=budget)
    return intake, FrozenVoxels(blobs, intake.frozen)


def frozen_image(folder: Path, header: bytes, data: bytes, *, budget: int = BUDGET) -> tuple[Header, FrozenVoxels]:
    intake, frozen = taken(folder, ("image.nii", header + data), budget=budget)
    return intake.header, frozen


def read_by_nibabel(path: Path) -> NDArray[Any]:
    image = nib.load(path)
    assert isinstance(image, DataobjImage)
    return np.asanyarray(image.dataobj)


class Ranges(io.RawIOBase):
    """A download as a file, of which readers look only at parts."""

    def __init__(self, download: Download) -> None:
        self._download = download
        self._at = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._download.length)[whence]
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = b"".join(self._download.chunks(self._at, self._at + len(view)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
