"""The images that are measured: smooth structure plus noise from fixed seeds, and one real image.

Each lies in the folder as .nii and as .nii.gz (gzip level 6, the level people upload), made once.
"""

from __future__ import annotations

import json
import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
from numpy.typing import NDArray

from benchmarks.place import Place
from project.bootstrap import say

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"
HEAD = 352
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Recipe:
    """`repeat` strings the voxels together that many times, which makes a volume of several GiB in seconds."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    seed: int
    repeat: int = 1


FULL = {
    "t1": Recipe("t1", (256, 256, 176), "<i2", 1),
    "t1f32": Recipe("t1f32", (256, 256, 176), "<f4", 2),
    "fmri": Recipe("fmri", (64, 64, 36, 300), "<i2", 3),
    "ct": Recipe("ct", (512, 512, 1100), "<i2", 4),
    "huge": Recipe("huge", (512, 512, 1100), "<i2", 4, repeat=8),
}
QUICK = {
    "t1": Recipe("t1", (64, 64, 44), "<i2", 1),
    "t1f32": Recipe("t1f32", (64, 64, 44), "<f4", 2),
    "fmri": Recipe("fmri", (32, 32, 12, 40), "<i2", 3),
    "ct": Recipe("ct", (128, 128, 140), "<i2", 4),
    "huge": Recipe("huge", (128, 128, 140), "<i2", 4, repeat=8),
}


@dataclass(frozen=True, slots=True)
class Volume:
    """`packed` is the .nii.gz, `plain` the .nii; the voxels begin at byte `start` of the latter."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    start: int
    plain: Path
    packed: Path

    @property
    def size(self) -> int:
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    @property
    def title(self) -> str:
        million = self.size / 1e6
        return f"{self.name} {million:.1f} MB" if million < 10 else f"{self.name} {million:.0f} MB"

    def mapped(self) -> NDArray[Any]:
        """The stored voxels of the .nii, in file order first axis fastest."""
        return np.memmap(self.plain, self.dtype, "r", self.start, self.shape, order="F")

    def variant(self, salt: int, folder: Path) -> Path:
        """A copy of the .nii.gz whose voxels end in 16 more bytes, so that no store has seen them."""
        tail = salt.to_bytes(16, "little")
        path = folder / f"{self.name}-{salt}.nii.gz"
        with self.packed.open("rb") as source, path.open("wb") as target:
            stop = os.fstat(source.fileno()).st_size - len(LAST_BLOCK) - 8
            _copy(source.fileno(), target, 0, stop)
            _, checksum, length = _ending(source.read())
            packer = zlib.compressobj(6, wbits=-15)
            target.write(packer.compress(tail) + packer.flush())
            target.write(_trailer(zlib.crc32(tail, checksum), length + len(tail)))
        return path


class Volumes:
    """Makes what is asked for, once."""

    def __init__(self, place: Place) -> None:
        self._recipes = QUICK if place.quick else FULL
        self._folder = place.folder / ("quick" if place.quick else "volumes")
        self._folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> Volume:
        return self._real() if name == "real" else self._made(self._recipes[name])

    def _made(self, recipe: Recipe) -> Volume:
        note = self._folder / f"{recipe.name}.json"
        plain, packed = self._folder / f"{recipe.name}.nii", self._folder / f"{recipe.name}.nii.gz"
        *rest, last = recipe.shape
        volume = Volume(recipe.name, (*rest, last * recipe.repeat), recipe.dtype, HEAD, plain, packed)
        facts = {**{name: getattr(recipe, name) for name in Recipe.__slots__}, "shape": list(recipe.shape)}
        if not note.is_file() or json.loads(note.read_text()) != facts:
            say(f"Making {volume.title} ...")
            if recipe.repeat == 1:
                _write(volume, recipe)
            else:
                _write_repeated(volume, self.get("ct"), recipe.repeat)
            note.write_text(json.dumps(facts))
        return volume

    def _real(self) -> Volume:
        """A functional scan that nibabel carries, packed as it came."""
        packed, plain = self._folder / "real.nii.gz", self._folder / "real.nii"
        if not plain.is_file():
            data = files("nibabel.tests.data").joinpath("example4d.nii.gz").read_bytes()
            packed.write_bytes(data)
            plain.write_bytes(zlib.decompress(data, 31))
        header: Any = nib.load(packed).header
        start = int(header["vox_offset"])
        return Volume("real", header.get_data_shape(), header.get_data_dtype().str, start, plain, packed)


def planes(recipe: Recipe) -> Iterator[NDArray[Any]]:
    """The planes along the third axis, volume by volume: a bright ellipsoid with waves in it, and noise."""
    rng = np.random.default_rng(recipe.seed)
    columns, rows, count, *volumes = recipe.shape
    x = np.linspace(-1, 1, columns, dtype=np.float32)[:, None]
    y = np.linspace(-1, 1, rows, dtype=np.float32)[None, :]
    dark, bright = (-1000, 60) if recipe.name in ("ct", "huge") else (12, 640)
    for _ in range(math.prod(volumes)):
        for z in np.linspace(-1, 1, count, dtype=np.float32):
            inside = (x / 0.85) ** 2 + (y / 0.9) ** 2 + (z / 0.95) ** 2 < 1
            waves = bright * (1 + 0.3 * np.cos(5 * x + 3 * z) * np.sin(4 * y) + 0.15 * np.cos(9 * x * y + 7 * z))
            noise = rng.standard_normal((columns, rows), np.float32) * np.where(inside, 9, 4)
            plane = np.where(inside, waves, dark) + noise
            yield (plane if recipe.dtype.endswith("f4") else np.rint(plane)).astype(recipe.dtype)


def head(shape: tuple[int, ...], dtype: str) -> bytes:
    """The 352 bytes before the voxels: 1 mm voxels, both transforms the same."""
    kind: Any = nib.Nifti1Header
    header = kind(endianness="<")
    header.set_data_dtype(np.dtype(dtype))
    header.set_data_shape(shape)
    affine = np.diag([-1.0, 1, 1, 1])
    affine[:3, 3] = [shape[0] / 2, -shape[1] / 2, -shape[2] / 2]
    header.set_sform(affine, 1)
    header.set_qform(affine, 1)
    header.set_xyzt_units("mm", "sec")
    header.set_slope_inter(1, 0)
    header["descrip"] = b"made for a comparison"
    header["magic"], header["vox_offset"] = b"n+1", HEAD
    return bytes(header.binaryblock) + bytes(4)


def _write(volume: Volume, recipe: Recipe) -> None:
    first = head(volume.shape, volume.dtype)
    packer, checksum, length = zlib.compressobj(6, wbits=-15), zlib.crc32(first), len(first)
    with volume.plain.open("wb") as plain, volume.packed.open("wb") as packed:
        plain.write(first)
        packed.write(GZIP_HEADER + packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH))
        for plane in planes(recipe):
            data = plane.tobytes(order="F")
            plain.write(data)
            packed.write(packer.compress(data))
            checksum, length = zlib.crc32(data, checksum), length + len(data)
        packed.write(packer.flush(zlib.Z_FULL_FLUSH))
        packed.write(LAST_BLOCK + _trailer(checksum, length))


def _write_repeated(volume: Volume, once: Volume, repeat: int) -> None:
    """Full flushes stand around the voxels of `once`, so its deflate bytes mean the same wherever they stand."""
    first = head(volume.shape, volume.dtype)
    packer = zlib.compressobj(6, wbits=-15)
    old = head(once.shape, once.dtype)
    before = zlib.compressobj(6, wbits=-15)
    start = len(GZIP_HEADER + before.compress(old) + before.flush(zlib.Z_FULL_FLUSH))
    stop = once.packed.stat().st_size - len(LAST_BLOCK) - 8
    checksum = zlib.crc32(first)
    with once.plain.open("rb") as plain, once.packed.open("rb") as source, volume.packed.open("wb") as target:
        target.write(GZIP_HEADER + packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH))
        for _ in range(repeat):
            _copy(source.fileno(), target, start, stop)
            plain.seek(HEAD)
            while data := plain.read(CHUNK):
                checksum = zlib.crc32(data, checksum)
        target.write(LAST_BLOCK + _trailer(checksum, len(first) + volume.size))


def _copy(source: int, target: Any, start: int, stop: int) -> None:
    while start < stop:
        data = os.pread(source, min(CHUNK, stop - start), start)
        target.write(data)
        start += len(data)
    os.lseek(source, stop, os.SEEK_SET)


def _trailer(checksum: int, length: int) -> bytes:
    return checksum.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")


def _ending(data: bytes) -> tuple[bytes, int, int]:
    """The last block, the checksum and the length that end a gzip member of ours."""
    return data[:2], int.from_bytes(data[2:6], "little"), int.from_bytes(data[6:10], "little")
