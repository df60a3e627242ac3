"""What other programs make of a file: an affine in RAS+ (4x4, voxel indices to mm), or None when they refuse it."""

import json
import logging
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import nibabel
import numpy as np
import pytest
import SimpleITK

from inspector.core.geometry import Matrix

# Neither carries types.
nib: Any = nibabel
sitk: Any = SimpleITK


class Library(NamedTuple):
    """What nifti_clib hands on: the two matrices and the voxel sizes."""

    qto: Matrix
    sto: Matrix
    steps: Matrix


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed.")


def by_nibabel(path: Path) -> Matrix | None:
    logging.getLogger("nibabel").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(action="ignore"):
            return np.array(nib.load(path).affine, np.float64)
    except Exception:
        # nibabel refuses with errors of many kinds, KeyError and ValueError among them.
        return None


def by_itk(path: Path, *, whole: bool) -> Matrix | None:
    """`whole` reads the voxels too, which refuses directions that only the image itself finds fault with."""
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        image = reader.Execute() if whole else reader
        if not whole:
            reader.ReadImageInformation()
    except RuntimeError:
        return None
    axes = min(image.GetDimension(), 3)
    directions = np.array(image.GetDirection()).reshape(image.GetDimension(), -1)[:axes, :axes]
    affine = np.eye(4)
    affine[:axes, :axes] = directions * image.GetSpacing()[:axes]
    affine[:axes, 3] = image.GetOrigin()[:axes]
    return np.diag((-1.0, -1.0, 1.0, 1.0)) @ affine @ _kept(axes)


def by_mrtrix(path: Path) -> Matrix | None:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = ["mrinfo", "-quiet", "-config", "RealignTransform", "0", str(path), "-json_all", str(told)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
        header = json.loads(told.read_text())
    affine = np.array(header["transform"], np.float64)
    spacing = np.array([np.nan if size is None else size for size in header["spacing"][:3]])
    affine[:3, :3] *= spacing
    for axis, stride in enumerate(header["strides"][:3]):
        if stride < 0:
            affine[:, 3] += affine[:, axis] * (header["size"][axis] - 1)
            affine[:, axis] *= -1
    return affine


def by_library(path: Path) -> Library | None:
    """By nifti_tool, which prints six digits after the point."""
    fields = [word for name in ("qto_xyz", "sto_xyz", "dx", "dy", "dz") for word in ("-field", name)]
    command = ["nifti_tool", "-disp_nim", *fields, "-infiles", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = {words[0]: words[3:] for line in told.stdout.splitlines() if len(words := line.split()) > 3}
    if told.returncode or "qto_xyz" not in rows:
        return None
    qto, sto = (np.array(rows[name], np.float64).reshape(4, 4) for name in ("qto_xyz", "sto_xyz"))
    return Library(qto, sto, np.array([float(rows[name][0]) for name in ("dx", "dy", "dz")]))


def _kept(axes: int) -> Matrix:
    """Undoes the change to RAS+ for axes that a flat image does not have: their direction is only assumed."""
    return np.diag([1.0 if axis < axes else sign for axis, sign in enumerate((-1.0, -1.0, 1.0))] + [1.0])
