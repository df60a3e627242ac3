"""The privacy benchmark knows where each of its plants lies, and its figures are right for a method that is known."""

import base64
import bz2
import gzip
import html
import json
import random
import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nibabel
import pydicom
import pytest

from benchmarks.privacy.baselines import Finding, by_field_name, by_four_regexes
from benchmarks.privacy.cases import Case, Plant, layers_of, planted
from benchmarks.privacy.clearing import Residue, cleared
from benchmarks.privacy.controls import synthetic
from benchmarks.privacy.encodings import ENCODINGS, encoded
from benchmarks.privacy.images import Made
from benchmarks.privacy.kinds import KINDS
from benchmarks.privacy.marked import Marked, Value
from benchmarks.privacy.report import Facts, report
from benchmarks.privacy.residue import left
from benchmarks.privacy.run import Results, run
from benchmarks.privacy.scoring import HIGH, MEDIUM, NOTHING, REVIEW, Share, alarmed, at_least, judge, precision
from benchmarks.privacy.surfaces import SURFACES
from inspector.vault.ledger import STORED, UNPACKED, of_files
from tests.builders import nifti1_bytes

SEED = 11
# Each takes a tenth of a second to be loaded.
LOCALES = ("en_US", "de_DE", "tr_TR", "ja_JP")
NAME = "Müller^Jörg's"
DECODED: dict[str, Callable[[bytes], str]] = {
    "utf-8": lambda data: data.decode(),
    "latin-1": lambda data: data.decode("latin-1"),
    "utf-16": lambda data: data.decode("utf-16-le"),
    "utf-16-be": lambda data: data.decode("utf-16-be"),
    "json": lambda data: str(json.loads(b'"%s"' % data)),
    "json in utf-8": lambda data: str(json.loads(b'"%s"' % data)),
    "xml": lambda data: html.unescape(data.decode()),
    "xml in utf-8": lambda data: html.unescape(data.decode()),
    "percent": lambda data: unquote(data.decode()),
}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Five for each surface."""
    pytest.importorskip("faker", reason="Faker is not installed: benchmarks/requirements.txt.")
    return [planted(SEED, number, LOCALES) for number in range(5 * len(SURFACES))]


def plants(cases: list[Case]) -> Iterator[tuple[Plant, bytes]]:
    """Each plant with the bytes of its layer."""
    for case in cases:
        for plant in case.plants:
            made = next(each for each in case.files if plant.file in (each.name.data.decode(), case.folder))
            yield plant, layers_of(made)[plant.layer].data


@pytest.mark.parametrize("encoding", [*ENCODINGS])
def test_a_text_is_where_its_mark_says_in_each_encoding(encoding: str) -> None:
    text = ("Patient: ", Value(NAME, "name", "A^B", telling=True), " - Größe")

    pieces = [encoded(text, encoding, "label", random.Random(number)) for number in range(8)]

    for piece in pieces:
        (mark,) = piece.marks
        if encoding == "base64":
            start = mark.start // 4 * 4
            assert NAME.encode() in base64.b64decode(piece.data[start : -(-mark.stop // 4) * 4])
        else:
            assert DECODED[encoding](piece.data[mark.start : mark.stop]) == NAME


def test_the_same_seed_plants_the_same(cases: list[Case]) -> None:
    again = [planted(SEED, number, LOCALES) for number in range(len(cases))]
    others = [planted(SEED + 1, number, LOCALES) for number in range(5)]

    assert again == cases
    assert [case.files for case in others] != [case.files for case in cases[:5]]


def test_every_plant_lies_where_the_truth_says(cases: list[Case]) -> None:
    wrong = [plant for plant, data in plants(cases) if plant.text not in read(plant, data)]

    assert wrong == []


def read(plant: Plant, data: bytes) -> str:
    """What stands in the bytes of a plant."""
    held = data[plant.start : plant.stop]
    if plant.encoding == "number":
        return f"{int.from_bytes(held, 'little')} {int.from_bytes(held, 'big')}"
    if plant.encoding == "base64":
        runs = re.finditer(rb"[A-Za-z0-9+/]{12,}={0,2}", data)
        return next(base64.b64decode(run[0]).decode() for run in runs if run.start() <= plant.start < run.end())
    return DECODED[plant.encoding](held)


def test_every_surface_and_every_kind_has_plants(cases: list[Case]) -> None:
    found = [plant for case in cases for plant in case.plants]

    assert {plant.surface for plant in found} == {surface.id for surface in SURFACES}
    assert {plant.kind for plant in found} == {kind.id for kind in KINDS}


def test_a_packed_file_unpacks_to_the_layer_that_is_told(cases: list[Case]) -> None:
    packed = [made for case in cases for made in case.files if made.unpacked is not None]

    assert [unpacked(made.stored.data) for made in packed] == [layers_of(made)[UNPACKED].data for made in packed]


def unpacked(data: bytes) -> bytes:
    """As programs unpack: what is behind the last member is passed over."""
    if data.startswith(b"BZ"):
        return bz2.decompress(data)
    held = b""
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        held, data = held + member.decompress(data), member.unused_data
    return held


def test_the_ledger_accounts_for_every_byte_of_the_cases(cases: list[Case]) -> None:
    assert [of_files(case.opened(), case.folder).unaccounted for case in cases] == [""] * len(cases)


def test_nibabel_opens_what_is_an_image(cases: list[Case], tmp_path: Path) -> None:
    shapes = set()
    for number, case in enumerate(cases[: 2 * len(SURFACES)]):
        if all(made.is_image for made in case.files):
            folder = tmp_path / str(number)
            folder.mkdir()
            for made in case.files:
                (folder / f"image{''.join(Path(made.name.data.decode()).suffixes[-2:])}").write_bytes(made.stored.data)
            image: Any = nibabel.load(sorted(folder.iterdir())[0])
            shapes.add(image.get_fdata().shape)

    assert shapes == {(4, 3, 2)}


# Telephone numbers are longer than their representation allows, here as in hospitals.
@pytest.mark.filterwarnings("ignore:The value length")
def test_pydicom_reads_what_is_planted_in_a_dicom_file() -> None:
    pytest.importorskip("faker")
    number = [surface.id for surface in SURFACES].index("DICOM file")

    for turn in range(12):
        case = planted(SEED, number + turn * len(SURFACES), ("de_DE",))
        values = [element.value for element in pydicom.dcmread(BytesIO(case.files[0].stored.data)).iterall()]
        text = " ".join(value.decode() if isinstance(value, bytes) else str(value) for value in values)

        assert [plant.text for plant in case.plants if plant.text not in text] == []


@pytest.mark.parametrize("text", ["Müller^Jörg", "/home/jdoe/a b&c", "山田 太郎", 'O\'Brien, "J"', "4711-0815"])
@pytest.mark.parametrize("encoding", [*ENCODINGS])
def test_the_search_finds_what_is_left_in_each_encoding(encoding: str, text: str) -> None:
    try:
        held = encoded(("ab ", Value(text, "name", "", telling=True), " c"), encoding, "", random.Random(1)).data
    except UnicodeEncodeError:
        return

    assert left(text, b"\0\1" + held + b"\0") != ()
    assert left(text, b"\0" + gzip.compress(b"voxels" + held)) != ()
    assert left(text, gzip.compress(b"voxels") + gzip.compress(held)) != ()
    assert left(text, bz2.compress(held)) != ()
    assert left(text, gzip.compress(bz2.compress(held))) != ()


@pytest.mark.parametrize("encoding", ["json", "xml"])
def test_the_search_finds_a_text_of_which_every_sign_is_escaped(encoding: str) -> None:
    text = (Value("DOE^JANE", "name", "", telling=True),)
    pieces = {encoded(text, encoding, "", random.Random(number)).data for number in range(8)}

    assert len(pieces) == 2
    assert all(left("DOE^JANE", piece) for piece in pieces)


def test_the_search_finds_nothing_in_what_was_cleared() -> None:
    assert left("DOE^JANE", gzip.compress(nifti1_bytes(descrip=b"DOE^JOHN"))) == ()
    with pytest.raises(ValueError, match="too short"):
        left("DOE", b"DOE")


def a_case(*plants: Plant, descrip: bytes = b"DOE^JANE 19610302") -> Case:
    return Case("a case", (Made(Marked(b"a.nii"), Marked(nifti1_bytes(descrip=descrip))),), plants)


def a_plant(start: int, stop: int, kind: str = "name", *, is_judged: bool = True) -> Plant:
    return Plant("a.nii", STORED, start, stop, "x", kind, "", "descrip", "en_US", "utf-8", "alone", is_judged)


def a_finding(start: int, stop: int, level: str = HIGH, layer: str = STORED) -> Finding:
    return Finding("a.nii", layer, "descrip", start, stop, "x", "name", level)


def test_a_plant_is_found_by_what_shares_a_byte_with_it() -> None:
    case = a_case(a_plant(148, 156), a_plant(157, 165, "dob"), a_plant(344, 348))
    found = [
        a_finding(150, 152, REVIEW),
        a_finding(152, 158),
        a_finding(166, 168, MEDIUM),
        a_finding(344, 348, HIGH, UNPACKED),
    ]

    judged = judge(case, found)

    assert [each.level for each in judged.seen] == [HIGH, HIGH, NOTHING]
    assert [each.is_whole for each in judged.seen] == [False, False, False]
    assert [alarm.level for alarm in judged.alarms] == [MEDIUM, HIGH]
    assert at_least(NOTHING, judged.seen) == Share(2, 3)
    assert precision([judged]) == Share(1, 2)


def test_a_plant_is_whole_when_findings_together_cover_it() -> None:
    case = a_case(a_plant(148, 156))

    assert judge(case, [a_finding(150, 160, REVIEW), a_finding(140, 150)]).seen[0].is_whole
    assert not judge(case, [a_finding(151, 160), a_finding(140, 150)]).seen[0].is_whole


def test_a_clean_file_is_counted_at_its_highest_alarm() -> None:
    clean = [
        judge(a_case(), found) for found in ([], [a_finding(1, 2, REVIEW)], [a_finding(1, 2, REVIEW), a_finding(3, 4)])
    ]

    assert [alarmed(level, clean) for level in (REVIEW, MEDIUM, HIGH)] == [Share(2, 3), Share(1, 3), Share(1, 3)]


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        pytest.param(Share(0, 100), 0.0, 0.03, id="none: the rule of three"),
        pytest.param(Share(20_000, 20_000), 0.99985, 1.0, id="all: the rule of three"),
        pytest.param(Share(8, 10), 0.4902, 0.9433, id="Wilson"),
        pytest.param(Share(0, 0), 0.0, 1.0, id="nothing counted"),
    ],
)
def test_bounds_are_those_of_the_books(share: Share, low: float, high: float) -> None:
    assert share.bounds == pytest.approx((low, high), abs=1e-4)


def test_the_rules_that_stand_beside_find_what_they_look_for() -> None:
    case = a_case(descrip=b"jane@example.org 1961-03-02")

    assert [each.text for each in by_field_name(case)] == ["jane@example.org 1961-03-02"]
    assert [(each.start, each.text) for each in by_four_regexes(case)] == [
        (165, "1961-03-02"),
        (148, "jane@example.org"),
    ]


def test_clean_files_are_the_same_again_and_hold_no_marks() -> None:
    clean = [synthetic(SEED, number) for number in range(40)]

    assert clean == [synthetic(SEED, number) for number in range(40)]
    assert {of_files(case.opened()).unaccounted for case in clean} == {""}
    assert [case.plants for case in clean] == [()] * 40


def test_the_report_tells_shares_and_names_what_is_missed() -> None:
    case = a_case(a_plant(148, 156), a_plant(157, 165, "dob"))
    judged = judge(case, [a_finding(148, 156)])
    text = report(Results(planted={"ours": [judged]}), Facts(SEED, "abc", 1, ("en_US",)))

    assert "| recall at any level | 50.00 % (9.45 to 90.55 %; 1 of 2) | >= 99.93 % |" in text
    assert "## Missed at any level: 1" in text
    assert "| a case | dob |  | descrip | en_US | utf-8 | alone | - | `x` |" in text


def test_remedies_leave_nothing_of_a_plant_and_all_of_the_voxels() -> None:
    packed = gzip.compress(
        nifti1_bytes(descrip=b"DOE^JANE 19610302", extensions=[(6, b"Tel. +49 30 117488")]) + b"DOE^JANE"
    )
    plant = Plant("a.nii.gz", UNPACKED, 148, 156, "DOE^JANE", "name", "", "descrip", "en_US", "utf-8", "alone", True)
    case = Case("a case", (Made(Marked(b"a.nii.gz"), Marked(packed), Marked(gzip.decompress(packed))),), (plant,))

    residue = cleared(case)

    assert residue == Residue("a case", 1, (), voxels_are_same=True)


def test_what_no_remedy_takes_is_told() -> None:
    plant = Plant("a.nii", STORED, 0, 4, "n+1\0DOE", "name", "", "voxels", "en_US", "utf-8", "alone", True)
    block = b"n+1\0DOE".ljust(48, b"\1")
    case = Case("a case", (Made(Marked(b"a.nii"), Marked(nifti1_bytes(block=block))),), (plant,))

    residue = cleared(case)

    assert residue is not None
    assert residue.found == ((plant, ("UTF-8, as stored",)),)


def test_a_run_counts_what_it_planted_and_looks_at_it_in_every_way() -> None:
    pytest.importorskip("faker")

    results = run(30, SEED, ("en_US",), clean=4)

    seen = [each for judged in results.planted["ours"] for each in judged.seen]
    assert len(seen) >= 30
    assert [len(judged) for judged in results.clean.values()][:3] == [4, 4, 4]
    assert all(each.voxels_are_same for each in results.residues)
