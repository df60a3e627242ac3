"""Our model of each reader against the reader itself, on generated headers and on the real files."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from inspector.core.geometry import Matrix
from inspector.core.header import Header, head_length
from inspector.core.readers import READERS, Reading
from tests.core import peers, placed

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


def header_of(path: Path) -> Header:
    data = path.read_bytes()
    return Header.parse(data[: head_length(data)])


def same(ours: Reading, theirs: Matrix | None) -> bool:
    if theirs is None:
        return ours.affine is None
    if ours.affine is None:
        return not ours.refuses and not np.isfinite(theirs).all()
    return bool(np.allclose(ours.affine, theirs, rtol=1e-5, atol=2e-5))


def differences(model: str, peer: Peer, paths: dict[str, Path]) -> dict[str, str]:
    with ThreadPoolExecutor(2) as pool:
        theirs = dict(zip(paths, pool.map(peer, paths.values()), strict=True))
    ours = {name: MODELS[model].read(header_of(path)) for name, path in paths.items()}
    return {name: f"{ours[name]}\n{theirs[name]}" for name in paths if not same(ours[name], theirs[name])}


def test_nibabel(generated: dict[str, Path]) -> None:
    assert differences("nibabel", peers.by_nibabel, generated) == {}


def test_itk(generated: dict[str, Path]) -> None:
    assert differences("itk", lambda path: peers.by_itk(path, whole=True), generated) == {}


def test_mrtrix(generated: dict[str, Path]) -> None:
    peers.needs("mrinfo")
    assert differences("mrtrix", peers.by_mrtrix, generated) == {}
