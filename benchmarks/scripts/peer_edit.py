"""Change `descrip` of a .nii.gz the way each Python library does it: TOOL INPUT OUTPUT TEXT [INPUT OUTPUT TEXT ...].

With several files, one that a library cannot do is left out; with one, the reason ends the process.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any


def with_nibabel(source: str, target: str, text: str) -> None:
    modules: dict[str, Any] = sys.modules
    modules["indexed_gzip"] = None  # nibabel as pip installs it: it would use this unasked
    nibabel = import_module("nibabel")
    image = nibabel.load(source)
    image.header["descrip"] = text.encode()
    nibabel.save(image, target)


def with_simpleitk(source: str, target: str, text: str) -> None:
    itk = import_module("SimpleITK")
    image = itk.ReadImage(source)
    image.SetMetaData("ITK_FileNotes", text)  # what ITK writes as descrip
    itk.WriteImage(image, target)


def with_fslpy(source: str, target: str, text: str) -> None:
    image = import_module("fsl.data.image").Image(source)
    image.header["descrip"] = text.encode()
    image.save(target)


def with_zlib_ng(source: str, target: str, text: str) -> None:
    gzip_ng = import_module("zlib_ng.gzip_ng")
    with gzip_ng.open(source, "rb") as file:
        data = bytearray(file.read())
    data[148:228] = text.encode().ljust(80, b"\0")
    with gzip_ng.open(target, "wb", compresslevel=2) as file:
        file.write(data)


TOOLS: dict[str, Callable[[str, str, str], None]] = {
    "nibabel": with_nibabel,
    "SimpleITK": with_simpleitk,
    "fslpy": with_fslpy,
    "zlib-ng": with_zlib_ng,
}


def main() -> None:
    tool, files = TOOLS[sys.argv[1]], sys.argv[2:]
    jobs = list(zip(files[::3], files[1::3], files[2::3], strict=True))
    for source, target, text in jobs:
        if len(jobs) == 1:
            tool(source, target, text)
        else:
            with suppress(Exception):
                tool(source, target, text)


if __name__ == "__main__":
    main()
