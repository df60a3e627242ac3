"""The picture of the header's bytes: every byte once, in place, and named."""

from __future__ import annotations

import struct

import pytest
from django.contrib.auth.models import User

from inspector.core.header import Header
from inspector.shown.bytemap import SHOWN_BEHIND, ByteMap
from tests.builders import head, nifti1_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

LONG = ((6, b"x" * 2000),)


def drawn(data: bytes, after: bytes | None = None) -> ByteMap:
    before = Header.parse(data)
    return ByteMap(before, Header.parse(after) if after else before)


@pytest.mark.parametrize("extensions", [(), ((6, b"a comment"), (44, b"{}")), LONG], ids=["none", "two", "long"])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("version", [1, 2])
def test_every_byte_is_drawn_once_and_in_place(
    version: int, order: str, extensions: tuple[tuple[int, bytes], ...]
) -> None:
    data = head(version, order, extensions=extensions)
    picture = drawn(data)

    shown = bytes.fromhex("".join(byte.text for run in picture.runs for byte in run.bytes))

    assert shown == data[: picture.end]
    assert len(shown) + picture.hidden == len(data)
    assert picture.end <= Header.parse(data).fixed_size + SHOWN_BEHIND


def test_what_belongs_to_nothing_is_said_to() -> None:
    data = bytearray(head(1, "<")) + b"left over bytes."
    struct.pack_into("<f", data, 108, len(data))

    last = drawn(bytes(data)).runs[-1]

    assert last.caption == "bytes 352 to 367: belongs to no field"


@pytest.mark.django_db
def test_a_field_is_one_link_to_its_row(owner: User, add: Add) -> None:
    page = Visitor(owner, add()).text()
    caption = "xyzt_units, byte 123, unsigned integer, 1 byte: space mm, time s"

    assert page.count('data-run="srow_x"') == 1
    assert f'href="#xyzt_units" data-run="xyzt_units" aria-label="{caption}"' in page


@pytest.mark.django_db
def test_bytes_that_a_finding_is_about_stand_out(owner: User, add: Add) -> None:
    page = Visitor(owner, add(data=nifti1_bytes(qform_code=0, sform_code=0))).text()

    assert '<a class="byte-run ground-3 byte-found finding-warn" href="#qform_code"' in page
    assert "a finding is about it" in page


@pytest.mark.django_db
def test_a_review_shows_the_changed_bytes_in_their_places(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add())
    visitor.change(cal_max="7")

    page = visitor.text("review/")

    assert page.count('class="byte-changed"') == 2
    assert f'href="{visitor.address()}#cal_max" data-run="cal_max"' in page


def test_bytes_where_there_were_none_count_as_changed() -> None:
    runs = drawn(head(1, "<"), head(1, "<", extensions=((6, b"new"),))).runs

    changed = {run.key: [byte.was for byte in run.bytes] for run in runs if run.is_changed}

    assert changed["flag"] == ["00", "", "", ""]
    assert changed["extension-1"] == ["no byte"] * 16


@pytest.mark.django_db
def test_bytes_that_would_change_stand_out_with_what_is_stored(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(xyzt_units=10)))

    answer = visitor.post(
        "edit/spacing/", {"field": "xyzt_units", "xyzt_units_space": "2", "xyzt_units_time": "16"}, fragment=True
    )

    assert 'id="bytes" aria-labelledby="bytes-title" hx-swap-oob="true"' in answer.content.decode()
    assert '<span class="byte-changed" title="before: 0A">12</span>' in answer.content.decode()
    assert ", changed and not saved" in visitor.text()
