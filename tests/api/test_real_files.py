"""Real files through the whole application: stored facts, edits that touch only what they name, readers that agree.

`expected.json` of the sample files holds what five independent tools say about each; where its byte-level reader found
a NIfTI header, the file must open here, and everything else must be refused with a sentence.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import math
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nibabel
import pytest

from inspector.cli.check import check_file
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db

NAMED: dict[str, Any] = {"descrip": "edited here", "intent_code": 1002}
# Some CIFTI files have units that are errors in an image of anything else.
UNLIKE_CIFTI = ["P7"]


@cache
def expected(folder: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((folder / "expected.json").read_text())["files"]
    return files


def spec(folder: Path, name: str) -> dict[str, Any] | None:
    facts = expected(folder)[name]["peers"].get("spec")
    return facts if facts and str(facts.get("version", "")).startswith("NIfTI") else None


def files_of(path: Path) -> list[tuple[str, bytes]]:
    """The file, together with its .img when it is a .hdr."""
    paths = [path]
    for suffix, other in ((".hdr", ".img"), (".hdr.gz", ".img.gz")):
        if path.name.endswith(suffix):
            paths.append(path.with_name(path.name.removesuffix(suffix) + other))
    return [(each.name, each.read_bytes()) for each in paths if each.exists()]


def unpacked(data: bytes) -> bytes:
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    return bz2.decompress(data) if data[:3] == b"BZh" else data


def same(stored: Any, told: Any) -> bool:
    """Whether a stored value is the one in expected.json, whose floats are rounded to 7 digits."""
    if isinstance(told, list):
        return len(stored) == len(told) and all(same(a, b) for a, b in zip(stored, told, strict=True))
    if isinstance(stored, str) or isinstance(told, str):
        return str(stored) == str(told)
    return math.isclose(stored, told, rel_tol=2e-6, abs_tol=1e-12)


@pytest.fixture
def names(data_folder: Path) -> Iterator[tuple[str, dict[str, Any] | None]]:
    return ((name, spec(data_folder, name)) for name in expected(data_folder))


def test_every_nifti_opens_with_the_facts_the_other_tools_agree_on(
    program: Program, data_folder: Path, names: Any
) -> None:
    opened = 0
    for name, facts in names:
        if facts is None:
            continue
        image = program.upload(*files_of(data_folder / name))
        header = program.ok("GET", f"/images/{image['id']}/header")
        stored = {field["name"]: field["value"] for field in header["fields"]}
        wrong = {key: (stored[key], facts[key]) for key in FACTS if not same(stored[key], facts[key])}
        assert wrong == {}, name
        assert stored["descrip"] == facts["descrip"]["text"].partition("\0")[0], name
        assert (header["format"], header["endianness"]) == (facts["version"], facts["byte_order"]), name
        assert len(header["extensions"]) == len(facts["extensions"]), name
        agreed = expected(data_folder)[name]["agreed"]
        if "orientation" in agreed and facts["affine_method"] != 1:
            assert image["axis_codes"] == agreed["orientation"], name
        for form in ("qform", "sform"):
            if facts[f"{form}_matrix"] is not None:
                assert close(header["geometry"][form], facts[f"{form}_matrix"]), (name, form)
        opened += 1
    assert opened > 60


def close(ours: list[list[float]], told: list[list[float]]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-5 * max(1.0, *map(abs, row)))
        for mine, row in zip(ours, told, strict=True)
        for a, b in zip(mine, row, strict=True)
    )


FACTS = (
    "dim", "datatype", "bitpix", "pixdim", "vox_offset", "scl_slope", "scl_inter", "cal_max", "cal_min", "slice_code",
    "slice_start", "slice_end", "slice_duration", "toffset", "dim_info", "xyzt_units", "intent_code", "qform_code",
    "sform_code",
)  # fmt: skip


def test_everything_else_is_refused_with_a_sentence(program: Program, data_folder: Path) -> None:
    taken_with = {
        each for name in expected(data_folder) if spec(data_folder, name) for each, _ in files_of(data_folder / name)
    }
    refused = 0
    for folder in ("real", "peer-made"):
        for path in sorted((data_folder / folder).rglob("*")):
            if not path.is_file() or path.name in taken_with:
                continue
            answer = program.send((path.name, path.read_bytes()))
            assert answer.status_code == 422, path
            sentence = json.loads(answer.content)["error"]["message"]
            assert sentence.endswith("."), path
            assert len(sentence) > 20, path
            refused += 1
    assert refused > 30


def test_an_edit_touches_only_the_bytes_it_names_in_every_kind_of_download(
    program: Program, data_folder: Path, names: Any
) -> None:
    for name, facts in names:
        if facts is None:
            continue
        files = files_of(data_folder / name)
        image = program.upload(*files)
        fields = {f["name"]: f for f in program.ok("GET", f"/images/{image['id']}/header")["fields"]}
        row = [float(value) for value in fields["srow_x"]["value"][:3]] + [7.5]
        values = {**NAMED, "srow_x": row} if invertible(facts) else NAMED
        change = program.edit(image, allow=UNLIKE_CIFTI, **values)

        before, after = unpacked(files[0][1]), head_of(program, image, paired=len(files) == 2)
        touched = [fields[field["field"]] for field in change["changes"]]
        assert restored(after, before, touched) == before[: len(after)], name
        voxels = unpacked(files[-1][1]) if len(files) == 2 else before[len(after) :]
        plain = program.download(image, _as="nii")
        assert plain.endswith(voxels), name
        assert gzip.decompress(program.download(image, _as="nii.gz")) == plain, name
        with zipfile.ZipFile(io.BytesIO(program.download(image, _as="pair"))) as archive:
            assert archive.read(archive.namelist()[1]) == voxels, name
        assert originals(program.download(image, _as="original"), files), name


def invertible(facts: dict[str, Any]) -> bool:
    matrix = facts["sform_matrix"]
    return matrix is not None and facts["sform_code"] > 0


def head_of(program: Program, image: dict[str, Any], *, paired: bool) -> bytes:
    """The header bytes of the edited image, in the container it came in."""
    if paired:
        with zipfile.ZipFile(io.BytesIO(program.download(image, _as="pair"))) as archive:
            return archive.read(archive.namelist()[0])
    plain = program.download(image, _as="nii")
    return plain[: len(plain) - image["voxels"]["bytes"]]


def restored(after: bytes, before: bytes, touched: list[dict[str, Any]]) -> bytes:
    """`after` with the bytes of the touched fields taken from `before`."""
    data = bytearray(after)
    for field in touched:
        span = slice(field["offset"], field["offset"] + field["bytes"])
        data[span] = before[span]
    return bytes(data)


def originals(data: bytes, files: list[tuple[str, bytes]]) -> bool:
    if len(files) == 1:
        return data == files[0][1]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()} == dict(files)


def test_restoring_the_first_revision_gives_every_upload_back(program: Program, data_folder: Path, names: Any) -> None:
    for name, facts in names:
        if facts is None or name.endswith((".hdr", ".hdr.gz")):
            continue
        files = files_of(data_folder / name)
        image = program.upload(*files)
        program.edit(image, allow=UNLIKE_CIFTI, **NAMED)
        path, body = f"/images/{image['id']}/restore", {"revision": 1, "reason": "test"}
        program.ok("POST", path, body, If_Match=image["etag"])

        assert program.download(image, _as="nii") == unpacked(files[0][1]), name


@pytest.mark.peers
def test_nibabel_and_nifti_tool_open_the_result_where_they_opened_the_original(
    program: Program, data_folder: Path, names: Any, tmp_path: Path
) -> None:
    nifti_tool = shutil.which("nifti_tool")
    checked = 0
    for name, facts in names:
        if facts is None or name.endswith((".hdr", ".hdr.gz", ".bz2")):
            continue
        image = program.upload(*files_of(data_folder / name))
        program.edit(image, descrip="edited here")
        for kind in ("nii", "nii.gz"):
            path = tmp_path / f"edited.{kind}"
            path.write_bytes(program.download(image, _as=kind))
            if opens_in_nibabel(data_folder / name):
                edited: Any = nibabel.load(path)
                stored = getattr(edited, "nifti_header", edited.header)
                assert stored["descrip"].item() == b"edited here", name
                checked += 1
            if nifti_tool and opens_in_nifti_tool(nifti_tool, data_folder / name):
                assert opens_in_nifti_tool(nifti_tool, path), name
    assert checked > 100


def test_program_and_command_line_find_the_same(program: Program, data_folder: Path, names: Any) -> None:
    different = {}
    for name, facts in names:
        if facts is None or (len(files_of(data_folder / name)) == 1 and name.endswith((".hdr", ".hdr.gz"))):
            continue
        image = program.upload(*files_of(data_folder / name))
        told = program.ok("GET", f"/images/{image['id']}/findings")["findings"]
        here = check_file(data_folder / name, profile="default", deep=True).findings
        if told != [finding.as_json() for finding in here]:
            different[name] = ([each["rule"] for each in told], [each.rule for each in here])
    assert different == {}


@pytest.mark.peers
def test_simpleitk_opens_the_result_where_it_opened_the_original(
    program: Program, data_folder: Path, names: Any, tmp_path: Path
) -> None:
    sitk = pytest.importorskip("SimpleITK", reason="SimpleITK is not installed.")
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    checked = 0
    for name, facts in names:
        if facts is None or name.endswith((".hdr", ".hdr.gz", ".bz2")):
            continue
        before = read_by_simpleitk(sitk, data_folder / name)
        if before is None:
            continue
        image = program.upload(*files_of(data_folder / name))
        program.edit(image, descrip="edited here")
        for kind in ("nii", "nii.gz"):
            path = tmp_path / f"edited.{kind}"
            path.write_bytes(program.download(image, _as=kind))
            assert read_by_simpleitk(sitk, path) == before, name
        checked += 1
    assert checked > 40


def read_by_simpleitk(sitk: Any, path: Path) -> tuple[Any, ...] | None:
    """Geometry and a hash of the voxels as SimpleITK reads them; None where it refuses."""
    try:
        image = sitk.ReadImage(str(path), imageIO="NiftiImageIO")
    except RuntimeError:
        return None
    return image.GetSize(), image.GetSpacing(), image.GetOrigin(), image.GetDirection(), sitk.Hash(image)


def opens_in_nibabel(path: Path) -> bool:
    try:
        nibabel.load(path)
    except (nibabel.filebasedimages.ImageFileError, nibabel.spatialimages.HeaderDataError, ValueError, OSError):
        return False
    return True


def opens_in_nifti_tool(program: str, path: Path) -> bool:
    done = subprocess.run([program, "-quiet", "-disp_hdr", "-field", "descrip", "-infiles", path], capture_output=True)
    return done.returncode == 0 and b"descrip" not in done.stderr
