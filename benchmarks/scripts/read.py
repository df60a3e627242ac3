"""Say the sha256 of what a Python library reads in a .nii.gz, all bytes or the stored voxels: READER FILE."""

import hashlib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def _opened(module: str, name: str, path: str) -> bytes:
    opener: Any = getattr(import_module(module), name)
    with opener(path) as file:
        data: bytes = file.read()
    return data


def _with_nibabel(path: str) -> bytes:
    modules: dict[str, Any] = sys.modules
    modules["indexed_gzip"] = None  # nibabel as pip installs it: it would use this unasked
    numpy, nibabel = import_module("numpy"), import_module("nibabel")
    values: bytes = numpy.asanyarray(nibabel.load(path).dataobj).tobytes(order="F")
    return values


def _with_simpleitk(path: str) -> bytes:
    itk = import_module("SimpleITK")
    values: bytes = itk.GetArrayFromImage(itk.ReadImage(path)).tobytes()
    return values


def _with_fslpy(path: str) -> bytes:
    numpy, image = import_module("numpy"), import_module("fsl.data.image").Image(path)
    values: bytes = numpy.asanyarray(image.nibImage.dataobj).tobytes(order="F")
    return values


UNPACK: dict[str, Callable[[str], bytes]] = {
    "gzip": lambda path: _opened("gzip", "open", path),
    "zlib in one call": lambda path: import_module("zlib").decompress(Path(path).read_bytes(), 31),
    "isal": lambda path: _opened("isal.igzip", "open", path),
    "zlib-ng": lambda path: _opened("zlib_ng.gzip_ng", "open", path),
    "indexed_gzip": lambda path: _opened("indexed_gzip", "IndexedGzipFile", path),
}
VOXELS: dict[str, Callable[[str], bytes]] = {
    "nibabel": _with_nibabel,
    "SimpleITK": _with_simpleitk,
    "fslpy": _with_fslpy,
}


def main() -> None:
    data = {**UNPACK, **VOXELS}[sys.argv[1]](sys.argv[2])
    sys.stdout.write(f"{hashlib.sha256(data).hexdigest()}\n")


if __name__ == "__main__":
    main()
