"""The header page: what is stored, in words and in pictures; nothing of it can act as a page."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from inspector import actions
from inspector.core.fields import NIFTI1, NIFTI2
from inspector.models import Dataset
from inspector.vault.intake import Source
from tests.builders import extension, nifti1_bytes, nifti2_bytes, pair
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db


def cell(page: str, field: str, kind: str) -> str:
    """The text of one cell of one field's row."""
    row = page[page.index(f'id="{field}" data-row') :]
    found = re.search(rf'class="{kind}[^"]*"[^>]*>(.*?)</span>\s*<span role="cell"', row, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.mark.parametrize(("content", "fields"), [(nifti1_bytes(), NIFTI1), (nifti2_bytes(), NIFTI2)], ids=["1", "2"])
@pytest.mark.parametrize("order", ["topic", "file"])
def test_every_field_has_a_row(owner: User, add: Add, content: bytes, fields: tuple[object, ...], order: str) -> None:
    page = Visitor(owner, add(data=content)).text(f"?order={order}")

    assert page.count("data-row>") == len(fields)


def test_in_file_order_the_offsets_rise(visitor: Visitor) -> None:
    page = visitor.text("?order=file")

    offsets = [int(offset) for offset in re.findall(r'class="field-offset">(\d+)<', page)]
    assert offsets == sorted(offsets)


def test_a_row_shows_stored_bytes_value_and_meaning(visitor: Visitor) -> None:
    page = visitor.text()

    assert cell(page, "xyzt_units", "field-bytes") == "0A"
    assert cell(page, "xyzt_units", "field-value") == "10"
    assert cell(page, "xyzt_units", "field-meaning") == "space mm, time s"


@pytest.mark.parametrize(
    ("values", "field", "meaning"),
    [
        ({"dim": (9, 4, 3, 2, 1, 1, 1, 1)}, "dim", "9 axes; 1 to 7 are possible"),
        ({"sform_code": 77}, "sform_code", "not a code of the standard"),
        ({"qform_code": 0}, "qform_code", "unknown: qform not used"),
        ({"scl_slope": math.nan}, "scl_slope", "not a number: readers disagree on what to do"),
        ({"bitpix": 8}, "bitpix", "1 byte per voxel, but int16 takes 16 bits"),
        ({"xyzt_units": 255}, "xyzt_units", "space code 7, time code 56, and two bits that mean nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_value_is_shown_and_said(
    owner: User, add: Add, values: dict[str, Any], field: str, meaning: str
) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(block=bytes(48), **values))).text()

    assert cell(page, field, "field-meaning").partition(" Error: ")[0].partition(" Warning: ")[0] == meaning


def test_text_after_the_end_mark_is_visible(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(descrip=b"FSL3.3\0 old text"))).text()

    assert cell(page, "descrip", "field-value") == "“ FSL3.3 ” + “ old text ”"
    assert cell(page, "descrip", "field-meaning").startswith("9 bytes after the end mark Warning: ")


def test_text_of_a_header_cannot_be_markup_or_turn_the_direction_of_writing(owner: User, add: Add) -> None:
    evil = "<script>x</script>\u202egpj".encode()
    image = add(name="<b>.nii", data=nifti1_bytes(descrip=evil, extensions=[(6, evil)]))

    page = Visitor(owner, image).text()

    assert "<script>x" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;x&lt;/script&gt;\\u202egpj" in page
    assert '<bdi dir="ltr">&lt;b&gt;.nii</bdi>' in page


def test_a_read_only_field_says_why_and_has_no_pencil(visitor: Visitor) -> None:
    page = visitor.text()

    assert "It follows from datatype: int16 takes 16 bits." in cell(page, "bitpix", "field-meaning")
    assert 'aria-label="Edit bitpix"' not in page
    assert 'aria-label="Edit datatype"' in page


def test_groups_with_default_values_fold(visitor: Visitor) -> None:
    page = visitor.text()

    folded = re.findall(r'<details class="fold">.*?<span class="mono">([^<]+)<', page, re.S)
    assert [names.split(",")[0] for names in folded] == ["dim_info", "intent_p1", "sizeof_hdr"]


def test_pictures_name_their_revision_and_have_letters_and_words(visitor: Visitor) -> None:
    page = visitor.text()

    for plane in ("axial", "coronal", "sagittal"):
        assert f"/slice?plane={plane}&amp;revision=1" in page
    assert page.count('class="slice-t"') == 3
    assert 'alt="Axial slice 1 of scan.nii: A is up, L is left"' in page


def test_reduced_pictures_are_called_so(owner: User, add: Add) -> None:
    page = Visitor(
        owner, add(data=nifti1_bytes(dim=(3, 257, 90, 60, 1, 1, 1, 1), block=bytes(257 * 90 * 60 * 2)))
    ).text()

    assert "through the middle; coronal and sagittal show means of 2 × 1 × 1 voxels" in page


def test_where_no_picture_is_possible_the_reason_stands_in_its_place(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(datatype=3, bitpix=16, block=bytes(48)))).text()

    assert "No picture: datatype is 3, and its meaning is not known." in page
    assert "/slice?plane" not in page


def test_geometry_names_the_form_in_use_and_how_far_the_other_is(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(srow_x=(2, 0, 0, 7)))).text()

    assert "<b>sform, code 1 scanner</b>" in page
    assert "up to 10.00 mm apart" in page
    assert "qform, not in use" in page


@pytest.mark.parametrize(("frame", "letters"), [("ras", "RAS"), ("lps", "LPS"), ("nonsense", "RAS")])
def test_the_matrix_is_written_in_the_asked_frame(visitor: Visitor, frame: str, letters: str) -> None:
    page = visitor.text(f"?frame={frame}")

    assert "".join(re.findall(r'<th scope="row" class="axis-.">(.)</th>', page)) == letters


@pytest.mark.parametrize(
    "values",
    [
        {"srow_x": (math.nan, 0, 0, 0)},
        {"srow_x": (0, 0, 0, 0), "srow_y": (0, 0, 0, 0), "srow_z": (0, 0, 0, 0)},
        {"sform_code": 0, "qform_code": 0},
        {"sform_code": 0, "quatern_b": math.inf},
        {"pixdim": (1, 0, -2, math.nan, 1, 1, 1, 1), "sform_code": 0},
        {"dim": (0, 0, 0, 0, 0, 0, 0, 0)},
        {"dim": (7, -1, 32767, 32767, 32767, 32767, 32767, 32767)},
        {"vox_offset": math.nan},
        {"descrip": bytes(range(1, 81))},
        {"xyzt_units": 255, "dim_info": 255, "slice_code": 99, "intent_code": -5},
    ],
    ids=["nan", "zeros", "no form", "inf quaternion", "pixdim", "no axes", "huge", "offset", "control", "codes"],
)
def test_a_broken_header_opens(owner: User, add: Add, values: dict[str, Any]) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(block=bytes(48), **values)))

    for page in ("", "?order=file", "?frame=lps", "history/", "edit/orientation/", "edit/spacing/", "edit/text/"):
        assert visitor.get(page).status_code == 200


def test_extensions_are_listed_and_a_broken_chain_is_said(owner: User, add: Add) -> None:
    content = nifti1_bytes(extensions=[(6, b"a comment"), (2, b"\x01\x02")], gap=extension(6, b"")[:8])

    page = Visitor(owner, add(data=content)).text()

    assert "6 comment" in page
    assert "“<bdi>a comment</bdi>”" in page
    assert "01 02 00 00" in page
    assert "belong to no" in page


def test_missing_voxels_are_counted(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(block=bytes(40)))).text()

    assert "8 bytes: the file ends early" in page


def test_downloads_are_offered_in_every_kind(visitor: Visitor) -> None:
    page = visitor.text()

    assert re.findall(r"download\?as=([a-z.]+)", page) == ["nii", "nii.gz", "pair", "original", "nii.gz"]


def test_the_other_version_is_offered_with_the_fields_it_leaves_out(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(regular=b"r", glmax=255))).text()

    assert "as=nii.gz&amp;revision=1&amp;version=2&amp;without=regular,glmax" in page
    assert "NIfTI-2 has no field regular or glmax, so what is stored there is left out" in page


def test_the_other_version_is_not_offered_where_a_value_does_not_fit(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti2_bytes(slice_end=1 << 40))).text()

    assert "As NIfTI-1" not in page


def test_a_pair_says_so(owner: User, dataset: Dataset, settings: Settings) -> None:
    sources = []
    for name, content in zip(("scan.hdr", "scan.img"), pair(), strict=True):
        path = Path(settings.FILE_UPLOAD_TEMP_DIR) / name
        path.write_bytes(content)
        sources.append(Source(name, path, len(content)))
    image = actions.upload(actor=owner, dataset=dataset, sources=sources)

    assert "little-endian, a pair" in Visitor(owner, image).text()


def test_a_stranger_finds_nothing(visitor: Visitor, stranger: User) -> None:
    guest = Visitor(stranger, visitor.image)

    for page in ("", "edit/text/", "review/", "history/", "compare/", "restore/1/", "remove/"):
        assert guest.get(page).status_code == 404


def test_the_page_asks_the_database_as_often_with_many_extensions(owner: User, add: Add) -> None:
    counts = []
    for extensions in ([(6, b"one")], [(6, b"one"), (6, b"two"), (6, b"three")]):
        visitor = Visitor(owner, add(data=nifti1_bytes(extensions=extensions)))
        with CaptureQueriesContext(connection) as queries:
            visitor.get()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_mark_of_nifti_2_goes_on_after_a_nul_and_that_is_no_warning(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti2_bytes())).text()

    assert cell(page, "magic", "field-value") == "“ n+2 ”"
    assert "after the end mark" not in page


def test_the_tray_names_the_rows_of_a_form_once(visitor: Visitor) -> None:
    visitor.change(srow_x="2 0 0 -4", srow_y="0 2 0 -4", cal_max="4")

    assert '<span class="mono">cal_max, sform</span>' in visitor.text()


def test_a_file_that_ends_early_says_so_where_its_pictures_would_be(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(block=b""))).text()

    assert "No picture: the file ends 48 bytes early. The header can be edited all the same." in page
    assert "/slice?plane" not in page


def test_a_picture_whose_bytes_are_there_is_shown_beside_one_whose_are_not(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(block=bytes(46)))).text()

    assert page.count("<figcaption>No picture: the file ends 2 bytes early.</figcaption>") == 1
    assert page.count("/slice?plane") == 2
