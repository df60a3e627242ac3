"""Other programs read what is downloaded: decoded bytes and voxels are compared, exit codes alone prove nothing."""

from __future__ import annotations

import gzip
import hashlib
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
import SimpleITK
from isal import igzip, isal_zlib
from nibabel.dataobj_images import DataobjImage
from numpy.typing import NDArray

from tests.readers.conftest import SHAPE, Downloads, unzipped
from tests.readers.javascript import READ_VOXELS, UNPACK

pytestmark = pytest.mark.peers

Find = Callable[[str], str]

LIBRARIES: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zlib in one call": lambda packed: zlib.decompress(packed, zlib.MAX_WBITS | 16),
    "isal in one call": lambda packed: isal_zlib.decompress(packed, zlib.MAX_WBITS | 16),
    "igzip": igzip.decompress,
}
UNPACKERS = {
    "gzip": ["-dc"],
    "pigz": ["-dc"],
    "igzip": ["-dc"],
    "7z": ["e", "-so"],
}


def test_the_plain_file_is_the_edited_head_and_the_voxels(downloads: Downloads) -> None:
    assert downloads.plain.read_bytes() == downloads.head + downloads.voxels


@pytest.mark.parametrize("unpack", LIBRARIES.values(), ids=LIBRARIES)
def test_python_unpacks_it(downloads: Downloads, unpack: Callable[[bytes], bytes]) -> None:
    assert _digest(unpack(downloads.packed.read_bytes())) == _digest(downloads.head + downloads.voxels)


@pytest.mark.parametrize(("program", "options"), UNPACKERS.items(), ids=UNPACKERS)
def test_programs_unpack_it(
    downloads: Downloads, program: str, options: list[str], program_of_this_machine: Find
) -> None:
    unpacked = _run(program_of_this_machine(program), *options, str(downloads.packed))

    assert _digest(unpacked) == _digest(downloads.head + downloads.voxels)


@pytest.mark.parametrize("program", ["gzip", "pigz"])
def test_programs_find_it_sound_and_know_its_length(
    downloads: Downloads, program: str, program_of_this_machine: Find
) -> None:
    path = program_of_this_machine(program)

    _run(path, "-t", str(downloads.packed))
    listed = _run(path, "-l", str(downloads.packed)).decode().split()

    assert str(len(downloads.head + downloads.voxels)) in listed


@pytest.mark.parametrize("reader", UNPACK)
def test_javascript_unpacks_it(downloads: Downloads, reader: str, javascript: list[str]) -> None:
    printed = _run(*javascript, reader, str(downloads.packed))

    assert printed.decode().strip() == _digest(downloads.head + downloads.voxels)


@pytest.mark.parametrize("reader", READ_VOXELS)
def test_javascript_reads_its_voxels(downloads: Downloads, reader: str, javascript: list[str]) -> None:
    printed = _run(*javascript, reader, str(downloads.packed))

    assert printed.decode().strip() == _digest(downloads.voxels)


@pytest.mark.parametrize("name", ["image.nii", "image.nii.gz"])
def test_nibabel_reads_its_voxels_and_the_edit(downloads: Downloads, name: str) -> None:
    image = nib.load(downloads.folder / name)

    assert np.array_equal(_stored_by_nibabel(image), downloads.values)
    assert bytes(image.header["descrip"].item()) == b"edited in the application"  # type: ignore[index]  # nibabel's headers carry no types


def test_nibabel_reads_the_pair(downloads: Downloads, tmp_path: Path) -> None:
    header, _ = unzipped(downloads.folder / "image.zip", tmp_path)

    assert np.array_equal(_stored_by_nibabel(nib.load(header)), downloads.values)


@pytest.mark.parametrize("name", ["image.nii", "image.nii.gz"])
def test_simpleitk_reads_its_voxels(downloads: Downloads, name: str) -> None:
    if downloads.kind.version == 2:
        pytest.skip("SimpleITK does not read NIfTI-2.")

    values = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(downloads.folder / name)))

    assert np.array_equal(values.T, downloads.values)


@pytest.mark.parametrize("name", ["image.nii", "image.nii.gz"])
def test_nifti_tool_copies_its_voxels(
    downloads: Downloads, name: str, program_of_this_machine: Find, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.nii"

    _run(
        program_of_this_machine("nifti_tool"),
        "-copy_im",
        "-prefix",
        str(copy),
        "-infiles",
        str(downloads.folder / name),
    )

    assert np.array_equal(_stored(copy), downloads.values)


def test_mrinfo_knows_its_size(downloads: Downloads, program_of_this_machine: Find) -> None:
    printed = _run(program_of_this_machine("mrinfo"), "-quiet", "-size", str(downloads.packed))

    assert tuple(map(int, printed.split())) == SHAPE


@pytest.mark.parametrize("name", ["image.nii", "image.nii.gz"])
def test_mrconvert_copies_its_voxels(
    downloads: Downloads, name: str, program_of_this_machine: Find, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.nii"

    _run(
        program_of_this_machine("mrconvert"), "-quiet", "-datatype", "int16le", str(downloads.folder / name), str(copy)
    )

    assert np.array_equal(_stored(copy), downloads.values)


def test_python_unzips_the_pair(downloads: Downloads, tmp_path: Path) -> None:
    with zipfile.ZipFile(downloads.folder / "image.zip") as archive:
        damaged = archive.testzip()
    _, image = unzipped(downloads.folder / "image.zip", tmp_path)

    assert damaged is None
    assert _digest(image.read_bytes()) == _digest(downloads.voxels)


def test_7z_unzips_the_pair(downloads: Downloads, program_of_this_machine: Find) -> None:
    unpacked = _run(program_of_this_machine("7z"), "e", "-so", str(downloads.folder / "image.zip"), "*.img")

    assert _digest(unpacked) == _digest(downloads.voxels)


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stored_by_nibabel(image: Any) -> NDArray[Any]:
    assert isinstance(image, DataobjImage)
    return np.asanyarray(image.dataobj)


def _stored(path: Path) -> NDArray[Any]:
    """The voxels of a little-endian int16 file, at its own vox_offset."""
    data = path.read_bytes()
    wide = struct.unpack_from("<i", data)[0] == 540
    start = struct.unpack_from("<q", data, 168)[0] if wide else int(struct.unpack_from("<f", data, 108)[0])
    return np.frombuffer(data, "<i2", SHAPE[0] * SHAPE[1] * SHAPE[2] * SHAPE[3], start).reshape(SHAPE, order="F")
