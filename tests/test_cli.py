"""The command line on files in a folder: what it prints, what it writes, and how it ends."""

import bz2
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main
from inspector.core.header import Header
from tests.builders import nifti1_bytes, nifti2_bytes, pair, voxels

COMMENTED = nifti1_bytes(">", extensions=[(6, b"a comment")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A big-endian file, its gzip, and a pair."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "scan.nii").write_bytes(COMMENTED)
    (folder / "scan.nii.gz").write_bytes(gzip.compress(COMMENTED))
    for name, data in zip(("two.hdr", "two.img"), pair(), strict=True):
        (folder / name).write_bytes(data)
    return folder


def differing(before: bytes, after: bytes) -> list[int]:
    assert len(before) == len(after)
    return [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]


# show


def test_show_lists_every_field_with_its_offset(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(folder / "scan.nii.gz")]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("scan.nii.gz: NIfTI-1, big-endian, single file, 384 bytes of header")
    assert "  40  dim             3 4 3 2 1 1 1 1" in lines
    assert "  70  datatype        4  (int16)" in lines
    assert " 123  xyzt_units      10  (mm, s)" in lines
    assert 'extension 1 at 352: comment, 32 bytes, "a comment"' in lines
    assert "affine from sform, axes RAS, voxel sizes 2 2 3" in lines
    assert sum(line[:4].strip().isdecimal() for line in lines) == 43


def test_show_writes_out_what_could_disturb_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.nii").write_bytes(nifti1_bytes(descrip=b"red \x1b[31m\0hidden"))
    assert main(["show", str(tmp_path / "odd.nii")]) == 0
    assert ' 148  descrip         "red \\x1b[31m"  after the NUL: "hidden"' in capsys.readouterr().out


def test_show_as_json_is_the_header_of_the_api(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(folder / "scan.nii"), "--json"]) == 0

    shown = json.loads(capsys.readouterr().out)
    fields = {field["name"]: field for field in shown["fields"]}
    assert (shown["format"], shown["endianness"]) == ("NIfTI-1", "big")
    assert fields["sform_code"] == {
        "name": "sform_code",
        "group": "orientation",
        "offset": 254,
        "bytes": 2,
        "raw": "0001",
        "value": 1,
        "label": "scanner",
        "editable": True,
        "help": "Which coordinates the sform (the three srow rows) leads to; 0 means it is not used.",
    }
    assert fields["magic"]["editable"] is False
    assert [each["kind"] for each in shown["extensions"]] == ["comment"]
    assert shown["geometry"]["axis_codes"] == "RAS"
    assert shown["geometry"]["affine"][2] == [0, 0, 3, -1.5]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        pytest.param("empty.nii", b"", "The file is empty: it has 0 bytes.", id="empty"),
        pytest.param("short.nii", nifti1_bytes()[:99], "The file ends after 99 bytes;", id="short"),
        pytest.param("page.nii", b"<html>" + bytes(999), "This is an HTML page", id="HTML"),
        pytest.param("cut.nii.gz", gzip.compress(nifti1_bytes())[:60], "ends in the middle of its gzip", id="cut gzip"),
    ],
)
def test_a_file_that_cannot_be_opened_ends_with_3_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["show", str(tmp_path / name)]) == 3
    assert capsys.readouterr().err.startswith(f"{tmp_path / name}: ")
    assert main(["edit", str(tmp_path / name), "--set", "descrip=x", "--output", str(tmp_path / "out.nii")]) == 3
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out.nii").exists()


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path / "none.nii")]) == 3
    assert capsys.readouterr().err == f"{tmp_path / 'none.nii'}: No such file or directory.\n"


# edit


def test_edit_changes_the_named_bytes_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = folder / "out.nii"

    assert (
        main(
            [
                "edit",
                str(folder / "scan.nii"),
                "--set",
                "descrip=A small image",
                "--set",
                "sform_code=mni",
                "--output",
                str(output),
            ]
        )
        == 0
    )

    assert differing((folder / "scan.nii").read_bytes(), output.read_bytes()) == [148, 255]
    assert capsys.readouterr().out.splitlines() == [
        'descrip     "a small image" -> "A small image"',
        "sform_code  1 -> 4",
        f"{output}: 2 bytes of the header changed, every voxel as it was.",
    ]


def test_edit_says_what_moves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["edit", str(folder / "scan.nii"), "--set", "srow_x=-2 0 0 -3", "--output", str(folder / "out.nii")]
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "The corners move by up to 12 mm, the centre by 6 mm, with a rotation of 0 degrees.",
        "The same voxels lie on the other side of the body: left and right are swapped.",
    ]


def test_a_gzip_file_stays_one_and_carries_no_name_and_no_time(folder: Path) -> None:
    output = folder / "out.nii.gz"
    assert main(["edit", str(folder / "scan.nii.gz"), "--set", "toffset=2", "--output", str(output)]) == 0

    packed = output.read_bytes()
    assert packed[:4] == b"\x1f\x8b\x08\0"
    assert packed[4:8] == bytes(4)
    assert differing(COMMENTED, gzip.decompress(packed)) == [136]


def test_a_bzip2_file_stays_one(folder: Path) -> None:
    (folder / "scan.nii.bz2").write_bytes(bz2.compress(nifti2_bytes()))
    output = folder / "out.nii.bz2"
    assert main(["edit", str(folder / "scan.nii.bz2"), "--set", "regular=r", "--output", str(output)]) == 2
    assert main(["edit", str(folder / "scan.nii.bz2"), "--set", "descrip=B small image", "--output", str(output)]) == 0
    assert differing(nifti2_bytes(), bz2.decompress(output.read_bytes())) == [240]


def test_a_pair_is_written_as_a_pair(folder: Path) -> None:
    assert main(["edit", str(folder / "two.hdr"), "--set", "descrip=new", "--output", str(folder / "new.hdr")]) == 0
    assert Header.parse((folder / "new.hdr").read_bytes()).value("descrip") == "new"
    assert (folder / "new.img").read_bytes() == voxels()


def test_bytes_behind_the_voxels_are_kept(tmp_path: Path) -> None:
    (tmp_path / "long.nii").write_bytes(nifti1_bytes(block=voxels() + b"behind"))
    assert main(["edit", str(tmp_path / "long.nii"), "--set", "cal_max=1", "--output", str(tmp_path / "out.nii")]) == 0
    assert (tmp_path / "out.nii").read_bytes().endswith(voxels() + b"behind")


def test_a_refused_edit_names_each_field_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.iterdir())

    assert (
        main(
            [
                "edit",
                str(folder / "scan.nii"),
                "--set",
                "dim=3 4 3 9 1 1 1 1",
                "--set",
                "magic=n+2",
                "--output",
                str(folder / "out.nii"),
            ]
        )
        == 2
    )

    assert sorted(folder.iterdir()) == before
    assert capsys.readouterr().err.splitlines() == [
        "magic: magic cannot be edited. It follows from the kind of file; choose that when downloading.",
        "dim: 4 x 3 x 9 voxels of int16 need 216 bytes; the file holds 48. "
        "To have other voxels, convert the image with a program that rewrites them, and upload the result.",
    ]


@pytest.mark.parametrize(
    ("source", "target", "part"),
    [
        pytest.param("scan.nii", "scan.nii", "is the input, which is never overwritten", id="the input"),
        pytest.param("two.hdr", "./two.hdr", "is the input, which is never overwritten", id="the input of a pair"),
        pytest.param("scan.nii", "out.nii.gz", "is not compressed with gzip and stays so", id="plain as .gz"),
        pytest.param("scan.nii.gz", "out.nii", "give a name that ends in .gz", id="gzip as plain"),
        pytest.param("two.hdr", "out.nii", "give an output name that ends in .hdr", id="pair as single"),
        pytest.param("scan.nii", "nowhere/out.nii", "No such file or directory", id="no folder"),
    ],
)
def test_an_output_that_cannot_be_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], source: str, target: str, part: str
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main(["edit", str(folder / source), "--set", "descrip=x", "--output", str(folder / target)]) == 2
    assert part in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_pair_without_its_voxels_is_shown_but_not_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "two.img").unlink()
    assert main(["show", str(folder / "two.hdr")]) == 0
    assert main(["edit", str(folder / "two.hdr"), "--set", "descrip=x", "--output", str(folder / "out.hdr")]) == 2
    assert "there is no .img beside it" in capsys.readouterr().err


def test_damage_behind_the_header_leaves_no_output(folder: Path) -> None:
    packed = bytearray(gzip.compress(nifti1_bytes(block=bytes(range(256)) * 4000)))
    packed[-6] ^= 1
    (folder / "bad.nii.gz").write_bytes(packed)
    before = sorted(folder.iterdir())
    assert main(["edit", str(folder / "bad.nii.gz"), "--set", "descrip=x", "--output", str(folder / "o.nii.gz")]) == 2
    assert sorted(folder.iterdir()) == before


def test_a_setting_without_a_value_is_a_wrong_argument(folder: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main(["edit", str(folder / "scan.nii"), "--set", "descrip", "--output", str(folder / "out.nii")])
    assert end.value.code == 2


# diff


def diff(capsys: pytest.CaptureFixture[str], a: Path, b: Path) -> tuple[int, dict[str, Any]]:
    code = main(["diff", str(a), str(b), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_same_headers_do_not_differ(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = diff(capsys, folder / "scan.nii", folder / "scan.nii.gz")
    assert (code, found["same"], found["changes"], found["extensions_differ"]) == (0, True, [], False)


def test_different_fields_are_listed_with_what_moves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.nii").write_bytes(nifti1_bytes(cal_max=float("nan"), srow_y=(0, 2, 0, 3)))
    (folder / "first.nii").write_bytes(nifti1_bytes())
    code, found = diff(capsys, folder / "first.nii", folder / "other.nii")
    assert code == 1
    assert found["changes"] == [
        {"field": "cal_max", "old": 0, "new": "NaN"},
        {"field": "srow_y", "old": [0, 2, 0, -2], "new": [0, 2, 0, 3]},
    ]
    assert found["impact"] == {
        "max_corner_mm": 5,
        "rotation_degrees": 0,
        "translation_mm": 5,
        "left_right_flip": False,
        "centre_shift_mm": [0, 5, 0],
        "scale": [1, 1, 1],
        "shear_degrees": [0, 0],
        "axis_codes": ["RAS", "RAS"],
    }


def test_different_extensions_are_a_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.nii").write_bytes(nifti1_bytes(">", extensions=[(6, b"B comment")]))
    assert main(["diff", str(folder / "scan.nii"), str(folder / "other.nii")]) == 1
    assert capsys.readouterr().out == "The bytes after the fields differ.\n"


def test_two_versions_can_be_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "new.nii").write_bytes(nifti2_bytes())
    assert main(["diff", str(folder / "scan.nii"), str(folder / "new.nii")]) == 1
    assert "extents        0 -> no such field" in capsys.readouterr().out


def test_diff_ends_with_2_when_a_file_cannot_be_opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(folder / "scan.nii"), str(folder / "none.nii")]) == 2
    assert capsys.readouterr().err == f"{folder / 'none.nii'}: No such file or directory.\n"
