"""Our model of each reader against the reader itself, on generated headers and on the real files."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from inspector.core.geometry import Matrix
from inspector.core.header import Header, head_length
from inspector.core.readers import READERS, Reading, clib
from tests.core import peers, placed
from tests.core.test_real_files import is_nifti
from tests.core.test_real_files import read as read_real

pytestmark = pytest.mark.peers

# Where the model is known to differ from the program, and why that is left.
EXCEPTIONS = {
    ("nibabel", "dim[0] 9, NIfTI-2<"): "nibabel takes it for the other byte order and reads garbage",
    ("nibabel", "real/nifti-test-data/Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii"): "CIFTI has no affine",
    ("nibabel", "real/nifti-test-data/ones.dscalar.nii"): "CIFTI has no affine",
    ("itk", "peer-made/fslt.nii.bz2"): "ITK does not unpack bzip2",
    ("mrtrix", "peer-made/fslt.nii.bz2"): "MRtrix3 does not unpack bzip2",
    ("mrtrix", "real/NIfTI.jl/example4d.hdr.gz"): "MRtrix3 opens no compressed pairs",
}
Read = Callable[[Path], Header]
MODELS = {reader.key: reader for reader in READERS}
Peer = Callable[[Path], Matrix | None]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("placed")
    made = {}
    for number, (name, data) in enumerate(placed.files()):
        made[name] = folder / f"{number}.nii"
        made[name].write_bytes(data)
    return made


@pytest.fixture(scope="session")
def real(data_folder: Path) -> dict[str, Path]:
    facts = json.loads((data_folder / "expected.json").read_text(encoding="utf-8"))["files"]
    return {name: data_folder / name for name, fact in facts.items() if is_nifti(fact)}


def by_mrtrix_of_pairs(path: Path) -> Matrix | None:
    """MRtrix3 opens a pair by the name of its .img."""
    return peers.by_mrtrix(path.with_suffix(".img") if path.suffix == ".hdr" else path)


def header_of(path: Path) -> Header:
    data = path.read_bytes()
    return Header.parse(data[: head_length(data)])


def same(ours: Reading, theirs: Matrix | None) -> bool:
    if theirs is None:
        return ours.affine is None
    if ours.affine is None:
        return not ours.refuses and not np.isfinite(theirs).all()
    return bool(np.allclose(ours.affine, theirs, rtol=1e-5, atol=2e-5))


def differences(model: str, peer: Peer, paths: dict[str, Path], read: Read = header_of) -> dict[str, str]:
    """Where the two disagree, by name. That the other program opens most of the files shows that it was asked."""
    with ThreadPoolExecutor(2) as pool:
        theirs = dict(zip(paths, pool.map(peer, paths.values()), strict=True))
    assert sum(affine is not None for affine in theirs.values()) > 0.6 * len(paths)
    ours = {name: MODELS[model].read(read(path)) for name, path in paths.items()}
    return {name: f"{ours[name]}\n{theirs[name]}" for name in paths if not same(ours[name], theirs[name])}


def by_itk(path: Path) -> Matrix | None:
    return peers.by_itk(path, whole=False)


def by_itk_whole(path: Path) -> Matrix | None:
    return peers.by_itk(path, whole=True)


@pytest.mark.parametrize(
    ("model", "peer"), [("nibabel", peers.by_nibabel), ("itk", by_itk_whole), ("mrtrix", peers.by_mrtrix)]
)
def test_generated_headers_are_read_as_the_program_reads_them(
    generated: dict[str, Path], model: str, peer: Peer
) -> None:
    if model == "mrtrix":
        peers.needs("mrinfo")

    differ = differences(model, peer, generated)

    assert {name: told for name, told in differ.items() if (model, name) not in EXCEPTIONS} == {}
    assert {name for reader, name in EXCEPTIONS if reader == model and name in generated} == set(differ)


@pytest.mark.parametrize(
    ("model", "peer"), [("nibabel", peers.by_nibabel), ("itk", by_itk), ("mrtrix", by_mrtrix_of_pairs)]
)
def test_real_files_are_read_as_the_program_reads_them(real: dict[str, Path], model: str, peer: Peer) -> None:
    if model == "mrtrix":
        peers.needs("mrinfo")

    differ = differences(model, peer, real, read_real)

    assert {name: told for name, told in differ.items() if (model, name) not in EXCEPTIONS} == {}
    assert {name for reader, name in EXCEPTIONS if reader == model and name in real} == set(differ)


def test_the_library_under_itk_and_afni_repairs_as_ours_does(generated: dict[str, Path]) -> None:
    peers.needs("nifti_tool")
    with ThreadPoolExecutor(2) as pool:
        theirs = dict(zip(generated, pool.map(peers.by_library, generated.values()), strict=True))

    differ = [name for name, path in generated.items() if not same_library(header_of(path), theirs[name])]

    assert sum(told is not None for told in theirs.values()) > 0.9 * len(generated)
    assert {name for name in differ if not name.startswith(("dim[0] 0,", "dim[0] 9, NIfTI-2"))} == set(), (
        "No axes, no use."
    )


def same_library(header: Header, theirs: peers.Library | None) -> bool:
    refused = bool(clib.refusal(header, "It", strict=True))
    if theirs is None or refused:
        return refused and theirs is None
    ours = clib.load(header)
    pairs = ((ours.qto, theirs.qto), (ours.sto, theirs.sto), (ours.steps, theirs.steps))
    return all(bool(np.allclose(one, other, rtol=1e-5, atol=2e-6, equal_nan=True)) for one, other in pairs)
