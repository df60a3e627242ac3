"""Our reading of public files against facts that a separate parser and other tools found in them."""

import bz2
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inspector.core.codes import SPACE_UNITS, TIME_UNITS
from inspector.core.edits import apply
from inspector.core.errors import ImageError
from inspector.core.geometry import Geometry
from inspector.core.header import Header, head_length

PLAIN = (
    *("dim", "datatype", "bitpix", "pixdim", "xyzt_units", "toffset", "vox_offset", "intent_code"),
    *("scl_slope", "scl_inter", "cal_max", "cal_min", "qform_code", "sform_code"),
    *("dim_info", "slice_code", "slice_start", "slice_end", "slice_duration"),
)
TEXTS = ("descrip", "aux_file", "intent_name", "db_name", "data_type")


@pytest.fixture(scope="session")
def facts(data_folder: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((data_folder / "expected.json").read_text(encoding="utf-8"))["files"]
    return files


@pytest.fixture(scope="session")
def headers(data_folder: Path, facts: dict[str, Any]) -> dict[str, Header]:
    """Every file that the separate parser reads as NIfTI, by name."""
    return {name: read(data_folder / name) for name, fact in facts.items() if is_nifti(fact)}


def is_nifti(fact: dict[str, Any]) -> bool:
    return str(fact["peers"].get("spec", {}).get("version", "")).startswith("NIfTI")


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    return bz2.decompress(data) if data.startswith(b"BZh") else data


def read(path: Path) -> Header:
    data = unpacked(path)
    paired = ".hdr" in path.suffixes
    return Header.parse(data if paired else data[: head_length(data)], paired=paired)


def expected(facts: dict[str, Any], name: str) -> dict[str, Any]:
    spec: dict[str, Any] = facts[name]["peers"]["spec"]
    return spec


def close(ours: object, theirs: object) -> bool:
    """Equal to the seven digits the facts were rounded to; NaN and the infinities are strings there."""
    return bool(np.allclose(numbers(ours), numbers(theirs), rtol=2e-6, atol=1e-6, equal_nan=True))


def numbers(value: object) -> Any:
    return np.array(value, dtype=np.float64)


def test_there_are_many_of_them(headers: dict[str, Header]) -> None:
    assert len(headers) >= 60


def test_format_and_byte_order_are_found(headers: dict[str, Header], facts: dict[str, Any]) -> None:
    ours = {name: (header.format, header.endianness) for name, header in headers.items()}
    assert ours == {name: (expected(facts, name)["version"], expected(facts, name)["byte_order"]) for name in headers}


@pytest.mark.parametrize("field", PLAIN)
def test_numbers_are_what_is_stored(headers: dict[str, Header], facts: dict[str, Any], field: str) -> None:
    differ = [name for name, header in headers.items() if not close(header.value(field), expected(facts, name)[field])]
    assert differ == []


@pytest.mark.parametrize("field", TEXTS)
def test_texts_are_what_is_stored(headers: dict[str, Header], facts: dict[str, Any], field: str) -> None:
    differ = {
        name: (header.value(field), expected(facts, name)[field])
        for name, header in headers.items()
        if field in expected(facts, name) and header.value(field) != expected(facts, name)[field]["text"]
    }
    assert differ == {}


def test_units_are_named(headers: dict[str, Header]) -> None:
    known = {code.label for code in SPACE_UNITS} | {code.label for code in TIME_UNITS}
    odd = {Path(name).name: header.units for name, header in headers.items() if not set(header.units) <= known}
    assert odd == {
        "Conte69.MyelinAndCorrThickness.32k_fs_LR.dtseries.nii": ("code 4", "s"),
        "ones.dscalar.nii": ("code 4", "s"),
    }


@pytest.mark.parametrize("form", ["sform", "qform"])
def test_matrices_agree(headers: dict[str, Header], facts: dict[str, Any], form: str) -> None:
    differ = []
    for name, header in headers.items():
        matrix = expected(facts, name)[f"{form}_matrix"]
        if matrix is not None and not close(getattr(Geometry.of(header), form), matrix):
            differ.append(name)
    assert differ == []


def test_orientation_and_handedness_agree(headers: dict[str, Header], facts: dict[str, Any]) -> None:
    differ = {}
    for name, header in headers.items():
        spec, geometry = expected(facts, name), Geometry.of(header)
        theirs = spec["orientation"] if spec["affine_method"] > 1 else None
        if (geometry.axis_codes, geometry.handedness) != (theirs, spec.get("handedness", geometry.handedness)):
            differ[name] = (geometry.axis_codes, theirs)
    assert differ == {}


def test_extensions_and_gaps_agree(headers: dict[str, Header], facts: dict[str, Any]) -> None:
    for name, header in headers.items():
        spec = expected(facts, name)
        ours = [(extension.code, extension.size) for extension in header.extensions]
        assert ours == [(each["ecode"], each["esize"]) for each in spec["extensions"]], name
        if "bytes_between_extensions_and_voxels" in spec:
            assert len(header.gap) == spec["bytes_between_extensions_and_voxels"], name


def test_the_bytes_that_voxels_need_agree(headers: dict[str, Header], facts: dict[str, Any]) -> None:
    theirs = {name: expected(facts, name).get("voxel_bytes_needed", headers[name].voxel_bytes) for name in headers}
    assert {name: header.voxel_bytes for name, header in headers.items()} == theirs


def test_what_all_tools_agree_on_is_what_we_say(headers: dict[str, Header], facts: dict[str, Any]) -> None:
    for name, header in headers.items():
        agreed = facts[name]["agreed"]
        shape = list(header.shape)
        while len(shape) > len(agreed.get("dims", shape)) and shape[-1] == 1:
            shape.pop()
        assert shape == agreed.get("dims", shape), name
        sizes = Geometry.of(header).voxel_sizes[: len(agreed.get("voxel_sizes", ()))]
        assert not sizes or close(sizes, agreed["voxel_sizes"]), name
        kind = header.datatype
        assert kind is not None
        assert kind.label.lower() == agreed.get("datatype", kind.label).lower(), name


def test_what_is_not_nifti_is_refused_with_a_sentence(data_folder: Path, facts: dict[str, Any]) -> None:
    sentences = {}
    for name, fact in facts.items():
        if not is_nifti(fact):
            with pytest.raises(ImageError) as refusal:
                read(data_folder / name)
            sentences[name] = str(refusal.value)
    assert sentences["real/NIfTI.jl/empty.nii.gz"] == "The file is empty: it has 0 bytes."
    assert sentences["real/bids-examples/sub-0001_T1w.nii.gz"].startswith("The file ends after 2 bytes;")
    assert "git-LFS pointer" in sentences["real/mrs_nifti_standard/example_01.nii.gz"]
    assert "HTML page" in sentences["real/bids-examples/sub-01_ses-baseline_T1w.nii"]
    assert "DICOM" in sentences["real/heudiconv/phantom.dcm"]
    assert "MGH" in sentences["real/freesurferformats/brain.mgz"]
    assert "NRRD" in sentences["real/data/adi_slice.nrrd"]
    assert "MINC 2" in sentences["real/libminc/t3_grid_0.mnc"]
    assert "GIFTI" in sentences["real/freesurferformats/cube.gii"]
    assert "Analyze 7.5" in sentences["real/oro.nifti/avg152T1.hdr.gz"]
    assert [name for name, sentence in sentences.items() if not sentence.endswith(".")] == []


def test_an_edit_of_any_of_them_changes_only_what_it_names(headers: dict[str, Header]) -> None:
    for name, header in headers.items():
        old = {field: header.value(field) for field in ("descrip", "intent_code", "srow_x")}
        new = {"descrip": "edited", "intent_code": 1002, "srow_x": (*header.numbers("srow_x")[:3], 12.5)}

        after = apply(header, new, voxel_block_length=0)
        again = apply(after, {field: old[field] for field in ("descrip", "srow_x")}, voxel_block_length=0)

        assert {field: after.value(field) for field in new} == new, name
        assert outside(header, after, new) == [], name
        assert again.raw("srow_x") == header.raw("srow_x"), name


def outside(before: Header, after: Header, fields: Iterable[str]) -> list[int]:
    """Where bytes differ that belong to none of the fields."""
    spans = [(field.offset, field.offset + field.size) for field in map(before.field, fields)]
    differ = [at for at, (old, new) in enumerate(zip(before.data, after.data, strict=True)) if old != new]
    return [at for at in differ if not any(start <= at < end for start, end in spans)]
