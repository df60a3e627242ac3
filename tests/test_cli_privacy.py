"""`header-inspector privacy`: what is found in files, for people, for programs, and as an exit code."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from inspector.cli import main
from tests.builders import nifti1_bytes, pair

Output = pytest.CaptureFixture[str]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The identifiers of a study, one in a line."""
    path = tmp_path / "ours.txt"
    path.write_text("Jane Doe\n4711-0815\n\n")
    return path


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def test_json_names_every_finding_with_its_bytes(tmp_path: Path, own: Path, capsys: Output) -> None:
    file = written(tmp_path / "scan.nii", nifti1_bytes(descrip=b"of DOE^JANE", db_name=b"4711-0815"))

    code = main(["privacy", "--own", str(own), "--json", file])

    [told] = json.loads(capsys.readouterr().out)["files"]
    found = [each for each in told["findings"] if each["recognizer"] == "own list"]
    assert (code, told["file"], told["opened"], told["error"]) == (2, file, True, None)
    assert [(each["surface"], each["offset"], each["length"], each["text"], each["level"]) for each in found] == [
        ("db_name", 14, 9, "4711-0815", "high"),
        ("descrip", 151, 8, "DOE^JANE", "high"),
    ]


def test_lines_hide_the_text_until_it_is_asked_for(tmp_path: Path, own: Path, capsys: Output) -> None:
    file = written(tmp_path / "scan.nii", nifti1_bytes(descrip=b"of DOE^JANE"))

    main(["privacy", "--own", str(own), file])
    hidden = capsys.readouterr().out
    main(["privacy", "--own", str(own), "--text", file])
    shown = capsys.readouterr().out

    assert "DOE" not in hidden
    assert "D••^••••  [descrip, 8 bytes at 151]" in hidden
    assert "DOE^JANE  [descrip, 8 bytes at 151]" in shown


def test_a_packed_file_is_looked_at_as_it_lies_and_unpacked(tmp_path: Path, own: Path, capsys: Output) -> None:
    file = tmp_path / "scan.nii.gz"
    with file.open("wb") as raw, gzip.GzipFile("DOE_JANE.nii", "wb", fileobj=raw, mtime=0) as packed:
        packed.write(nifti1_bytes(descrip=b"") + b"by Jane Doe")

    main(["privacy", "--own", str(own), "--json", str(file)])

    [told] = json.loads(capsys.readouterr().out)["files"]
    found = [(each["layer"], each["surface"], each["text"]) for each in told["findings"] if each["level"] == "high"]
    assert found == [
        ("stored", "gzip member 1", "DOE_JANE"),
        ("unpacked", "bytes behind the voxels", "Jane Doe"),
    ]


def test_both_files_of_a_pair_are_looked_at(tmp_path: Path, own: Path, capsys: Output) -> None:
    header, voxels = pair(descrip=b"")
    written(tmp_path / "scan.img", voxels + b"Jane Doe")
    file = written(tmp_path / "scan.hdr", header + b"4711-0815")

    main(["privacy", "--own", str(own), "--json", file])

    [told] = json.loads(capsys.readouterr().out)["files"]
    found = [(each["file"], each["surface"]) for each in told["findings"] if each["level"] == "high"]
    assert found == [("scan.hdr", "bytes behind the header"), ("scan.img", "bytes behind the voxels")]


def test_the_exit_code_tells_a_pipeline_what_to_do(tmp_path: Path, own: Path, capsys: Output) -> None:
    clear = written(tmp_path / "scan.nii", nifti1_bytes(descrip=b""))
    unknown = written(tmp_path / "mask.nii", nifti1_bytes(descrip=b"quxly flibber"))

    assert main(["privacy", clear]) == 0
    assert main(["privacy", "--strict", clear]) == 0
    assert main(["privacy", "--strict", unknown]) in (1, 2)
    assert main(["privacy", clear, str(tmp_path / "absent.nii")]) == 3
    assert f"{tmp_path / 'absent.nii'}: No such file or directory." in capsys.readouterr().out


def test_a_list_that_is_not_there_is_said(tmp_path: Path, capsys: Output) -> None:
    code = main(["privacy", "--own", str(tmp_path / "absent.txt"), str(tmp_path / "scan.nii")])

    assert code == 3
    assert capsys.readouterr().err == f"{tmp_path / 'absent.txt'}: No such file or directory.\n"
