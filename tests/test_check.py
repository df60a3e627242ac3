"""`header-inspector check` on files in a folder: what it says, what it knows of the file, and how it ends."""

import gzip
import json
import os
import random
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main
from inspector.cli.facts import facts_of
from inspector.core.rules import GzipFacts
from tests.builders import nifti1_bytes, nifti2_bytes, pair, voxels

REPOSITORY = Path(__file__).resolve().parent.parent
SMALL = len(voxels())
MANY = (3, 64, 64, 64, 1, 1, 1, 1)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


File = Callable[[str, bytes], Path]
Output = pytest.CaptureFixture[str]


def as_json(capsys: Output, *arguments: str | Path) -> list[Any]:
    main(["check", "--json", *map(str, arguments)])
    files: list[Any] = json.loads(capsys.readouterr().out)["files"]
    return files


def rules(capsys: Output, *arguments: str | Path) -> dict[str, str]:
    """Rule and severity of the findings in the first file."""
    return {finding["rule"]: finding["severity"] for finding in as_json(capsys, *arguments)[0]["findings"]}


def test_a_sound_file_ends_with_0(file: File, capsys: Output) -> None:
    path = file("sound.nii", nifti1_bytes())

    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: nothing found\n"


@pytest.mark.parametrize(
    ("values", "arguments", "code"),
    [
        pytest.param({"slice_code": 9}, [], 0, id="a warning"),
        pytest.param({"slice_code": 9}, ["--strict"], 1, id="a warning, strictly"),
        pytest.param({"toffset": float("nan")}, ["--strict"], 0, id="a note, strictly"),
        pytest.param({"scl_inter": float("nan"), "slice_code": 9}, ["--strict"], 2, id="an error"),
        pytest.param({"db_name": b"SMITH"}, [], 0, id="a note"),
        pytest.param({"db_name": b"SMITH"}, ["--profile", "release"], 2, id="the same for a release"),
    ],
)
def test_the_exit_code_says_how_bad_it_is(file: File, values: Any, arguments: list[str], code: int) -> None:
    assert main(["check", *arguments, str(file("a.nii", nifti1_bytes(**values)))]) == code


def test_a_file_that_cannot_be_opened_is_said_and_the_others_are_checked(file: File, capsys: Output) -> None:
    page, good = file("page.nii", b"<!DOCTYPE html><html>" + bytes(600)), file("good.nii", nifti2_bytes(order=">"))
    gone = good.with_name("gone.nii")

    assert main(["check", "--json", str(page), str(gone), str(good)]) == 3

    told = json.loads(capsys.readouterr().out)["files"]
    assert [(each["file"], each["opened"], each["format"]) for each in told] == [
        (str(page), False, None),
        (str(gone), False, None),
        (str(good), True, "NIfTI-2"),
    ]
    assert told[0]["error"].startswith("This is an HTML page")
    assert told[1]["error"] == "No such file or directory."
    assert told[2]["error"] is None
    assert [finding["rule"] for finding in told[2]["findings"]] == ["C9", "I9"]


def test_a_finding_as_json_has_the_shape_of_the_contract(file: File, capsys: Output) -> None:
    (told,) = as_json(capsys, file("a.nii", nifti1_bytes(scl_slope=float("nan"), intent_p1=float("inf"))))

    assert [sorted(finding) for finding in told["findings"]] == 2 * [
        ["fields", "fix", "message", "name", "rule", "severity", "source", "why"]
    ]
    assert told["findings"][0]["fields"] == ["scl_slope", "scl_inter"]
    assert told["findings"][0]["fix"] == {
        "title": "Use values as stored: write 1 and 0",
        "set": {"scl_slope": 1.0, "scl_inter": 0.0},
    }


def test_people_read_the_finding_and_the_edit_that_fixes_it(file: File, capsys: Output) -> None:
    path = file("a.nii", nifti1_bytes(dim=(4, 4, 3, 2, 9, 1, 1, 1), pixdim=(1, 2, 2, 3, 2000, 1, 1, 1), regular=b"x"))

    main(["check", str(path)])
    short = capsys.readouterr().out.splitlines()
    main(["check", "--notes", str(path)])
    long = capsys.readouterr().out.splitlines()

    assert short == [
        f"{path}: 1 warning and 1 note",
        "  warning  P12  The time between volumes is 2000 s: milliseconds are probably meant.",
        "                Say milliseconds: --set xyzt_units=18",
    ]
    assert long[3:] == [
        "  info     I5   regular is b'x'; Analyze 7.5 had 'r'.",
        "                Write r: --set regular=r",
    ]


def test_the_edit_that_is_printed_fixes_the_file_and_keeps_the_other_numbers(file: File, capsys: Output) -> None:
    pixdim = (0, 2, 2, 3, 0.1, 1 / 3, 1, 1)
    path = file("a.nii", nifti2_bytes(pixdim=pixdim, descrip=b"it's\0rest"))
    fixed = path.with_name("fixed.nii")
    main(["check", str(path), "--notes"])
    fixes = [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines() if "--set" in line]

    assert main(["edit", str(path), *shlex.split(" ".join(fixes)), "--output", str(fixed)]) == 0
    capsys.readouterr()

    assert rules(capsys, fixed) == {"I9": "info"}
    assert facts_of(fixed).header.value("pixdim") == (1, *pixdim[1:])
    assert facts_of(fixed).header.value("descrip") == "it's"


def test_the_help_names_every_profile(capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    told = capsys.readouterr().out
    assert [
        name for name in ("default", "bids", "itk", "fsl", "spm", "freesurfer", "release") if name not in told
    ] == []


def test_an_unknown_profile_is_a_wrong_argument(file: File) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--profile", "mine", str(file("a.nii", nifti1_bytes()))])
    assert ended.value.code == 2


@pytest.mark.skipif(sys.platform == "darwin", reason="names of files are always Unicode there")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_a_terminal_cannot_show_is_escaped(tmp_path: Path, encoding: str) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\xc3\x97.nii"
    with open(path, "wb") as file:
        file.write(nifti1_bytes(srow_x=(2.1, 0, 0, -3), qform_code=0))
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(REPOSITORY)}
    command: list[str | bytes] = [sys.executable, "-m", "inspector.cli", "check", path]

    lines = subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode(encoding)
    told = subprocess.run([*command, "--json"], capture_output=True, env=environment, check=True).stdout

    assert "2 × 2 × 3 mm".encode(encoding, "backslashreplace").decode(encoding) in lines
    assert os.fsencode(json.loads(told)["files"][0]["file"]) == path


# What is known of the file


def test_the_size_of_a_plain_file_is_known(file: File, capsys: Output) -> None:
    assert rules(capsys, file("a.nii", nifti1_bytes(block=voxels()[:-1]))) == {"C10": "error"}
    assert rules(capsys, file("b.nii", nifti1_bytes(block=voxels() + b"?"))) == {"C11": "warning"}


def test_a_gzip_file_of_the_right_size_is_not_unpacked(file: File) -> None:
    packed = bytearray(gzip.compress(nifti1_bytes(dim=MANY, block=bytes(range(256)) * 2048)))
    packed[-100] ^= 0xFF
    path = file("a.nii.gz", bytes(packed))

    assert (facts_of(path).block_length, facts_of(path).damage) == (64**3 * 2, None)
    assert facts_of(path, deep=True).damage == (
        "a.nii.gz cannot be unpacked: its gzip stream is damaged, or does not match its checksum."
    )


def test_a_gzip_file_of_another_size_is_unpacked_to_be_sure(file: File, capsys: Output) -> None:
    assert rules(capsys, file("a.nii.gz", gzip.compress(nifti1_bytes(block=b""), mtime=0))) == {"C10": "error"}
    assert rules(capsys, file("b.nii.gz", gzip.compress(nifti1_bytes() + b"?", mtime=0))) == {"C11": "warning"}


def test_a_gzip_file_that_was_cut_is_damaged(file: File, capsys: Output) -> None:
    noise = random.Random(1).randbytes(64**3 * 2)
    packed = gzip.compress(nifti1_bytes(dim=MANY, block=noise), mtime=0)

    (told,) = as_json(capsys, file("a.nii.gz", packed[: len(packed) // 2]))

    assert [finding["message"] for finding in told["findings"]] == [
        "a.nii.gz ends in the middle of its gzip stream. Copy it again from the source."
    ]


def test_pieces_and_bytes_behind_a_gzip_stream_are_found(file: File, capsys: Output) -> None:
    data = nifti1_bytes(dim=MANY, block=bytes(64**3 * 2))
    two = gzip.compress(data[:5000], mtime=0) + gzip.compress(data[5000:], mtime=0)
    behind = gzip.compress(data, mtime=0) + b"a name"

    assert rules(capsys, file("two.nii.gz", two)) == {"C3": "warning"}
    assert rules(capsys, file("behind.nii.gz", behind)) == {"C3": "warning"}
    assert facts_of(file("behind.nii.gz", behind)).gzip == GzipFacts(members=1, trailing=6)
    assert rules(capsys, "--deep", file("whole.nii.gz", gzip.compress(data, mtime=0))) == {}


def test_of_a_pair_both_gzip_files_are_looked_at(file: File, capsys: Output) -> None:
    head, block = pair()
    named = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"smith.img\0" + gzip.compress(block, mtime=0)[10:]
    path = file("a.hdr.gz", gzip.compress(head, mtime=0) + bytes(9))
    file("a.img.gz", named)

    told = {finding["rule"]: finding["message"] for finding in as_json(capsys, "--deep", path)[0]["findings"]}

    assert told["C3"] == "The gzip file of the header goes on for 9 bytes after its gzip data."
    assert told["C4"] == "The head of the gzip file of the voxels keeps the name 'smith.img'."


def test_what_the_head_of_a_gzip_file_keeps_is_read(file: File) -> None:
    body = gzip.compress(nifti1_bytes(), mtime=0)[10:]
    head = b"\x1f\x8b\x08\x1c\x01\0\0\0\0\xff" + b"\x02\0xx" + b"smith.nii\0" + b"for olga\0"

    assert facts_of(file("a.nii.gz", head + body)).gzip == GzipFacts("smith.nii", "for olga", 1)


def test_a_pair_is_measured_by_its_img(file: File, capsys: Output) -> None:
    head, block = pair()
    path = file("a.hdr", head)
    assert rules(capsys, path) == {"C6": "error"}
    file("a.img", block)
    assert rules(capsys, path) == {}
    file("a.img", block[:-1])
    assert rules(capsys, path) == {"C10": "error"}


def test_a_packed_pair_is_measured_by_its_img(file: File) -> None:
    head, block = pair()
    path = file("a.hdr.gz", gzip.compress(head, mtime=0))
    file("a.img.gz", gzip.compress(block, mtime=0))

    assert facts_of(path).block_length == facts_of(path, deep=True).block_length == SMALL
