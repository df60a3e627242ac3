"""Images of several frozen blocks in the application, edited there, and every file it gives for them."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from numpy.typing import NDArray

from tests import builders
from tests.api.conftest import Program
from tests.readers import javascript as javascript_readers

SHAPE = (64, 48, 40, 2)
TEXT = "edited in the application"
EXTENSIONS = ((6, b"a comment"), (4, b"<xml/>"))
GOOD: dict[str, Any] = {"dim": (4, *SHAPE, 1, 1, 1), "descrip": b"as uploaded"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of image."""

    version: int
    order: str
    extensions: tuple[tuple[int, bytes], ...] = ()
    paired: bool = False


IMAGES = {
    "NIfTI-1, little-endian": Kind(1, "<"),
    "NIfTI-1, big-endian, extensions": Kind(1, ">", EXTENSIONS),
    "NIfTI-1, little-endian, pair": Kind(1, "<", paired=True),
    "NIfTI-2, little-endian, extensions": Kind(2, "<", EXTENSIONS),
    "NIfTI-2, big-endian": Kind(2, ">"),
}


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of one image in a folder, and what they have to say: the head and the voxels as bytes."""

    kind: Kind
    folder: Path
    head: bytes
    voxels: bytes

    @property
    def packed(self) -> Path:
        return self.folder / "image.nii.gz"

    @property
    def plain(self) -> Path:
        return self.folder / "image.nii"

    @property
    def values(self) -> NDArray[Any]:
        return np.frombuffer(self.voxels, f"{self.kind.order}i2").reshape(SHAPE, order="F")


@pytest.fixture(scope="session")
def made() -> dict[Kind, Downloads]:
    """What was downloaded already."""
    return {}


@pytest.fixture(params=list(IMAGES.values()), ids=list(IMAGES))
def downloads(
    request: pytest.FixtureRequest, made: dict[Kind, Downloads], tmp_path_factory: pytest.TempPathFactory
) -> Downloads:
    """An image that was uploaded as it is, and whose descrip was edited; downloaded once, since readers only read."""
    kind: Kind = request.param
    if kind not in made:
        made[kind] = downloaded(kind, request.getfixturevalue("owner"), tmp_path_factory.mktemp("downloads"))
    return made[kind]


def downloaded(kind: Kind, owner: User, folder: Path) -> Downloads:
    voxels = random.Random(7).randbytes(1 << 16) * 20
    voxels = voxels[: 2 * SHAPE[0] * SHAPE[1] * SHAPE[2] * SHAPE[3]]
    program = Program(owner)
    head = builders.head(kind.version, kind.order, paired=kind.paired, extensions=kind.extensions, **GOOD)
    if kind.paired:
        image = program.upload(("image.hdr", head), ("image.img", voxels))
    else:
        image = program.upload(("image.nii", head + voxels))
    program.edit(image, descrip=TEXT)
    (folder / "image.nii.gz").write_bytes(program.download(image, as_="nii.gz"))
    (folder / "image.nii").write_bytes(program.download(image, as_="nii"))
    (folder / "image.zip").write_bytes(program.download(image, as_="pair"))
    edited = builders.head(
        kind.version, kind.order, extensions=kind.extensions, **{**GOOD, "descrip": TEXT.encode().ljust(80, b"\0")}
    )
    return Downloads(kind, folder, edited, voxels)


@pytest.fixture
def program_of_this_machine() -> Callable[[str], str]:
    """The path of a program; the test is skipped where it is not installed."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed.")
        return path

    return find


@pytest.fixture(scope="session")
def javascript() -> list[str]:
    """How to run read.js, beside the JavaScript readers at their pinned versions."""
    try:
        return javascript_readers.command()
    except javascript_readers.Absent as reason:
        pytest.skip(str(reason))


def unzipped(path: Path, folder: Path) -> tuple[Path, Path]:
    """The .hdr and the .img out of a zip."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        archive.extractall(folder)
        names = sorted(archive.namelist())
    return folder / names[0], folder / names[1]
