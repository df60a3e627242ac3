"""The ledger of stored images and of files: every byte of every layer, and no voxel unpacked for it."""

import bz2
import gzip
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from inspector.core.errors import Erased
from inspector.core.ledger import Kind, Ledger, Span
from inspector.vault.ledger import File, of_files, of_revision, of_upload
from tests.builders import head, nifti1_bytes, pair, voxels
from tests.core.ledger.test_analyze import TEXTS, hdr
from tests.stores import flip, stored_files
from tests.vault.images import plain, taken

BEHIND = b"Smith^John"


def titles(ledger: Ledger) -> list[tuple[str, str, int]]:
    return [(layer.file, layer.title, layer.length) for layer in ledger.layers]


def named(data: bytes, name: str = "SMITH_JOHN.nii") -> bytes:
    packed = BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=packed, mtime=0) as file:
        file.write(data)
    return packed.getvalue()


def from_disk(folder: Path, *files: tuple[str, bytes], into: str = "") -> Ledger:
    with ExitStack() as open:
        found = []
        for name, data in files:
            (folder / name).write_bytes(data)
            found.append(File(name, open.enter_context((folder / name).open("rb"))))
        return of_files(found, into)


def from_store(folder: Path, *files: tuple[str, bytes]) -> Ledger:
    intake, frozen = taken(folder, *files)
    return of_upload(intake.uploads, intake.header, frozen)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": plain,
    "gzip": named,
    "two gzip members": lambda data: gzip.compress(data[:400]) + gzip.compress(data[400:]),
    "gzip members with zeros between and behind": lambda data: (
        gzip.compress(data[:400]) + bytes(20) + gzip.compress(data[400:]) + bytes(9)
    ),
    "bzip2": bz2.compress,
    "bzip2 and bytes behind it": lambda data: bz2.compress(data) + BEHIND,
}


@pytest.mark.parametrize("packing", PACKINGS.values(), ids=PACKINGS.keys())
def test_what_is_stored_and_the_file_itself_give_the_same_ledger(
    tmp_path: Path, packing: Callable[[bytes], bytes]
) -> None:
    data = packing(nifti1_bytes(extensions=[(6, b"a comment")], gap=bytes(5)) + BEHIND)

    stored = from_store(tmp_path, ("scan.nii", data))

    assert stored.unaccounted == ""
    assert stored == from_disk(tmp_path, ("scan.nii", data))


def test_a_member_behind_zeros_is_a_member(tmp_path: Path) -> None:
    data = nifti1_bytes()
    intake, frozen = taken(tmp_path, ("scan.nii.gz", gzip.compress(data[:400]) + bytes(20) + gzip.compress(BEHIND)))

    facts = intake.uploads[0].gzip

    assert facts is not None
    assert (facts.members, facts.trailing, frozen.length) == (2, 0, 58)


def test_a_gzip_file_has_a_layer_as_it_is_stored_and_one_unpacked(tmp_path: Path) -> None:
    data, raw = named(nifti1_bytes() + BEHIND), nifti1_bytes() + BEHIND

    ledger = from_store(tmp_path, ("scan.nii.gz", data))

    assert titles(ledger) == [
        ("scan.nii.gz", "file name", 11),
        ("scan.nii.gz", "stored", len(data)),
        ("scan.nii.gz", "unpacked", len(raw)),
    ]
    assert Span(10, 24, Kind.TEXT, "gzip member 1", "name") in ledger.layers[1].spans
    assert ledger.layers[2].spans[-1] == Span(400, 410, Kind.TEXT, "bytes behind the voxels")


def test_both_files_of_a_pair_have_their_layers(tmp_path: Path) -> None:
    hdr, img = pair()
    files = ("scan.hdr", hdr + BEHIND), ("scan.img.gz", gzip.compress(img + BEHIND))

    stored = from_store(tmp_path, *files)

    assert stored == from_disk(tmp_path, *files)
    assert [title for _, title, _ in titles(stored)] == ["file name", "stored", "file name", "stored", "unpacked"]
    assert stored.layers[1].spans[-1] == Span(352, 362, Kind.TEXT, "bytes behind the header")
    assert stored.layers[4].spans[-1] == Span(48, 58, Kind.TEXT, "bytes behind the voxels")


def test_a_revision_is_told_as_a_download_gives_it(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("scan.nii.gz", named(nifti1_bytes())))

    ledger = of_revision(intake.header.with_bytes(148, b"another"), frozen, "scan.nii.gz")

    assert titles(ledger) == [("scan.nii.gz", "file name", 11), ("scan.nii.gz", "unpacked", 400)]
    assert Span(148, 161, Kind.TEXT, "descrip") in ledger.layers[1].spans
    assert ledger.unaccounted == ""


def test_a_revision_of_a_pair_has_both_files(tmp_path: Path) -> None:
    hdr, img = pair()
    intake, frozen = taken(tmp_path, ("scan.hdr", hdr), ("scan.img", img))

    ledger = of_revision(intake.header, frozen, "scan.hdr")

    assert [length for _, _, length in titles(ledger)] == [8, len(hdr), len(img)]


def test_voxels_are_not_unpacked_for_it(tmp_path: Path) -> None:
    dim = (3, 128, 128, 40, 1, 1, 1, 1)
    intake, frozen = taken(tmp_path, ("scan.nii.gz", named(nifti1_bytes(dim=dim) + BEHIND)))
    (block,) = (path for path in stored_files(tmp_path) if "voxels" in path.parts)
    flip(block, 10)

    ledger = of_upload(intake.uploads, intake.header, frozen)

    assert ledger.layers[2].spans[-1].kind is Kind.TEXT


def test_an_erased_upload_cannot_be_looked_at(tmp_path: Path) -> None:
    intake, frozen = taken(tmp_path, ("scan.nii.gz", named(nifti1_bytes())))
    (upload,) = intake.uploads

    with pytest.raises(Erased, match=r"scan\.nii\.gz was erased"):
        of_upload([replace(upload, key=None)], intake.header, frozen)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not an image", id="text"),
        pytest.param(named(nifti1_bytes())[:60], id="gzip cut short"),
        pytest.param(named(nifti1_bytes())[:-6] + b"\xff" * 6, id="gzip with a wrong checksum"),
        pytest.param(named(nifti1_bytes()) + b"not gzip", id="gzip and bytes behind it"),
        pytest.param(bz2.compress(nifti1_bytes())[:60], id="bzip2 cut short"),
        pytest.param(b"BZh9 and no more", id="bzip2 in name only"),
        pytest.param(head()[:200], id="a head cut short"),
        pytest.param(head(vox_offset=1e6), id="voxels that are not there"),
    ],
)
def test_what_would_not_be_taken_is_accounted_for_too(tmp_path: Path, data: bytes) -> None:
    ledger = from_disk(tmp_path, ("scan.nii", data))

    assert ledger.unaccounted == ""
    assert titles(ledger)[1] == ("scan.nii", "stored", len(data))


def test_the_img_of_no_header_is_accounted_for(tmp_path: Path) -> None:
    ledger = from_disk(tmp_path, ("scan.hdr", b"no header"), ("scan.img", voxels()))

    assert ledger.unaccounted == ""
    assert [length for _, _, length in titles(ledger)] == [8, 9, 8, 48]


def test_the_folder_has_a_name_too(tmp_path: Path) -> None:
    ledger = from_disk(tmp_path, ("scan.nii", nifti1_bytes()), into="SMITH_JOHN/1961")

    assert ledger.layers[0].spans == (Span(0, 15, Kind.TEXT, "folder name"),)


def test_a_pair_of_analyze_has_its_fields_and_its_voxels(tmp_path: Path) -> None:
    files = ("scan.hdr", hdr(TEXTS.values())), ("scan.img.gz", gzip.compress(bytes(48) + BEHIND))

    ledger = from_disk(tmp_path, *files)

    assert Span(283, 290, Kind.TEXT, "Analyze 7.5", "patient_id") in ledger.layers[1].spans
    assert ledger.layers[4].spans == (
        Span(0, 48, Kind.VOXELS, "voxels"),
        Span(48, 58, Kind.TEXT, "bytes behind the voxels"),
    )


def test_a_packed_file_of_another_format_is_told_by_what_it_unpacks_to(tmp_path: Path) -> None:
    ledger = from_disk(tmp_path, ("sub-01.json.gz", gzip.compress(b'{"PatientName": "Doe^Jane"}')))

    assert titles(ledger)[1:] == [("sub-01.json.gz", "stored", 47), ("sub-01.json.gz", "unpacked", 27)]
    assert Span(17, 25, Kind.TEXT, "JSON", "PatientName") in ledger.layers[2].spans


def test_every_sample_file_is_accounted_for(data_folder: Path) -> None:
    wrong = {}
    for path in sorted(data_folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                ledger = of_files([File(path.name, file)])
            stored = next(layer for layer in ledger.layers if layer.title == "stored")
            if ledger.unaccounted or stored.length != path.stat().st_size:
                wrong[path.name] = ledger.unaccounted or "another length"

    assert wrong == {}
