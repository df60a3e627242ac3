"""Changing the chain of extensions: what is named changes, everything else keeps its bytes, readers find all of it."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

import nibabel
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.core import edits
from inspector.core.errors import EditError, NoSuchExtension
from inspector.core.extensions import compare
from inspector.core.extensions.change import AddComment, ExtensionEdit, RemoveExtension, ReplaceComment, why_fixed
from inspector.core.header import MAX_HEAD, Header, head_length
from tests.builders import extension, head, voxels

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)
KINDS = st.tuples(st.sampled_from([1, 2]), st.sampled_from("<>"), st.booleans())
CHAINS = st.lists(st.tuples(st.sampled_from([0, 2, 4, 6, 16, 32, 44, 99]), st.binary(max_size=60)), max_size=4)


@st.composite
def chained(draw: st.DrawFn) -> Header:
    """A header of any version, byte order and container, with any extensions that fit."""
    version, order, paired = draw(KINDS)
    return Header.parse(head(version, order, paired=paired, extensions=draw(CHAINS)), paired=paired)


def header(version: int = 1, order: str = "<", **values: Any) -> Header:
    return Header.parse(head(version, order, **values))


def chain(found: Header) -> list[tuple[int, bytes]]:
    return [(each.code, each.data) for each in found.extensions]


def outside(found: Header) -> bytes:
    """The fixed fields without vox_offset."""
    field = found.field("vox_offset")
    return found.data[: field.offset] + found.data[field.offset + field.size : found.fixed_size]


def refused(before: Header, change: ExtensionEdit) -> dict[str, list[str]]:
    with pytest.raises(EditError) as refusal:
        change.apply(before)
    return refusal.value.fields


def check_frame(before: Header, after: Header) -> None:
    """What every change of the chain has to leave right."""
    assert after.extension_flag == (b"\1\0\0\0" if after.extensions else bytes(4))
    assert after.extension_problem is None
    assert after.gap == b""
    assert outside(after) == outside(before)
    if before.paired:
        assert after.raw("vox_offset") == before.raw("vox_offset")
    else:
        assert after.value("vox_offset") == len(after.data) == head_length(after.data)
        assert len(after.data) % 16 == 0


@given(chained(), TEXTS)
def test_a_comment_goes_to_the_end_of_the_chain(before: Header, text: str) -> None:
    after = AddComment(text).apply(before)

    check_frame(before, after)
    assert chain(after)[:-1] == chain(before)
    assert after.extensions[-1].code == 6
    assert after.extensions[-1].text == text
    assert after.extensions[-1].size % 16 == 0
    assert after.extensions[-1].size < 8 + len(text.encode()) + 16


@given(chained(), TEXTS)
def test_removing_what_was_added_gives_back_the_bytes(before: Header, text: str) -> None:
    after = AddComment(text).apply(before)

    assert RemoveExtension(len(before.extensions)).apply(after).data == before.data


@given(chained(), st.data())
def test_removing_one_leaves_the_others_as_they_are(before: Header, data: st.DataObject) -> None:
    assume(before.extensions)
    index = data.draw(st.integers(0, len(before.extensions) - 1))

    after = RemoveExtension(index).apply(before)

    check_frame(before, after)
    assert chain(after) == chain(before)[:index] + chain(before)[index + 1 :]
    assert len(after.data) == len(before.data) - before.extensions[index].size


@given(chained(), TEXTS, TEXTS, st.data())
def test_another_text_changes_one_comment(before: Header, first: str, second: str, data: st.DataObject) -> None:
    before = AddComment(first).apply(before)
    comments = [each.index for each in before.extensions if each.code == 6]
    index = data.draw(st.sampled_from(comments))

    after = ReplaceComment(index, second).apply(before)

    check_frame(before, after)
    assert after.extensions[index].text == second
    assert [each for at, each in enumerate(chain(after)) if at != index] == [
        each for at, each in enumerate(chain(before)) if at != index
    ]


@given(chained(), TEXTS)
def test_nibabel_reads_all_extensions_and_the_same_voxels(before: Header, text: str) -> None:
    # nibabel makes objects of DICOM and JSON that can fail on any bytes; those are its own.
    assume(not before.paired and all(each.code not in (2, 44) for each in before.extensions))
    after = AddComment(text).apply(before)

    kind = nibabel.Nifti1Image if after.version == 1 else nibabel.Nifti2Image
    image = kind.from_bytes(after.data + voxels())

    assert [(each.get_code(), _raw(each)) for each in image.header.extensions] == [
        (each.code, each.data.rstrip(b"\0")) for each in after.extensions
    ]
    proxy: Any = image.dataobj
    assert proxy.get_unscaled().tobytes(order="F") == voxels()


def _raw(found: nibabel.nifti1.Nifti1Extension) -> bytes:
    stream = io.BytesIO()
    found.write_to(stream, byteswap=False)
    return stream.getvalue()[8:].rstrip(b"\0")


@given(chained(), TEXTS)
def test_the_difference_is_told_as_one_change(before: Header, text: str) -> None:
    assume(len(text) < compare.LONGEST_TEXT)
    after = AddComment(text).apply(before)
    name = f"extension {len(after.extensions)}"

    assert [(each.field, each.old, each.new) for each in compare.changes(before, after)] == [(name, None, text)]
    assert [(each.field, each.old, each.new) for each in compare.changes(after, before)] == [(name, text, None)]


def test_removing_the_first_of_three_is_one_change_of_its_bytes_and_where_the_voxels_begin() -> None:
    before = header(extensions=[(6, b"first"), (6, b"second"), (4, b"<AFNI/>")])

    after = RemoveExtension(0).apply(before)

    assert [each.field for each in compare.changes(before, after)] == ["extension 1"]
    assert [each.field for each in edits.changes(before, after)] == ["vox_offset"]
    assert edits.bytes_changed(before, after) == 16 + 1


def test_data_that_is_no_text_is_told_by_kind_and_size() -> None:
    before = header(extensions=[(16, b"\x80\x04\x95")])

    assert compare.changes(before, RemoveExtension(0).apply(before))[0].old == "pickle, 8 bytes"


def test_a_long_text_is_told_in_part() -> None:
    (told,) = compare.changes(header(), AddComment("x" * 4001).apply(header()))

    assert told.new == "x" * 4000 + " … and 1 more character"


def test_zeros_before_the_voxels_are_room_for_a_comment() -> None:
    before = header(gap=bytes(48))

    small, large = AddComment("short").apply(before), AddComment("x" * 41).apply(before)

    assert [len(each.data) for each in (before, small, large)] == [400, 400, 416]
    assert small.raw("vox_offset") == before.raw("vox_offset")
    assert small.extensions[0].text == "short"
    assert small.extension_problem is None


def test_a_pair_without_the_flag_bytes_gets_them() -> None:
    bare = Header.parse(head(paired=True)[:348])

    assert AddComment("hello").apply(bare).data == bare.data + b"\1\0\0\0" + extension(6, b"hello")


def test_the_same_text_changes_no_byte() -> None:
    before = header(extensions=[(6, "Zürich".encode("latin-1"))])

    assert ReplaceComment(0, "Zürich").apply(before).data == before.data


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the text of the comment."),
        (" \n", "Write the text of the comment."),
        ("a\0b", "Character 2 is a control character (U+0000). A comment takes text only."),
        ("bell\x07", "Character 5 is a control character (U+0007). A comment takes text only."),
        ("\x9b", "Character 1 is a control character (U+009B). A comment takes text only."),
        ("\ud800", "The text holds half of a surrogate pair, which is no character."),
    ],
    ids=["empty", "blank", "NUL", "bell", "C1", "surrogate"],
)
def test_what_is_no_text_is_refused(text: str, sentence: str) -> None:
    before = header(extensions=[(6, b"a comment")])

    assert refused(before, AddComment(text)) == {"text": [sentence]}
    assert refused(before, ReplaceComment(0, text)) == {"text": [sentence]}


def test_only_comments_take_another_text() -> None:
    before = header(extensions=[(4, b"<AFNI/>")])

    told = "Extension 1 is no comment: its content is not edited here."
    assert refused(before, ReplaceComment(0, "hello")) == {"text": [told]}


@pytest.mark.parametrize("change", [RemoveExtension(2), RemoveExtension(-1), ReplaceComment(2, "hello")])
def test_an_extension_that_is_not_there_is_named(change: ExtensionEdit) -> None:
    with pytest.raises(NoSuchExtension, match="this header has 2 extensions"):
        change.apply(header(extensions=[(6, b"one"), (6, b"two")]))


@pytest.mark.parametrize("change", [AddComment("hello"), ReplaceComment(0, "hello"), RemoveExtension(0)])
def test_a_chain_that_does_not_fit_is_left_alone(change: ExtensionEdit) -> None:
    before = header(extensions=[(6, b"fine")], gap=struct.pack("<ii", 64, 6) + bytes(8))

    (sentence,) = refused(before, change)["extensions"]

    assert sentence.startswith("Extension 2 at byte 368 claims 64 bytes")
    assert sentence.endswith("Extensions that do not fill the header cannot be moved safely, so they stay as they are.")


def test_bytes_that_belong_to_nothing_are_not_taken_for_an_extension() -> None:
    before = header(gap=b"something".ljust(16, b"\0"))

    assert why_fixed(before).startswith("16 bytes before the voxels belong to no extension and are not empty.")
    assert refused(before, AddComment("hello")) == {"extensions": [why_fixed(before)]}


def test_a_header_does_not_grow_above_its_limit() -> None:
    assert refused(header(), AddComment("x" * MAX_HEAD)) == {
        "text": ["The header would grow above 64 MiB. Shorten the text."]
    }


def test_an_offset_that_float32_cannot_hold_is_refused() -> None:
    odd = struct.pack("<ii", 17, 6) + b"nine byte"
    before = header(extensions=[(6, bytes(2**24))])
    before = replace(before, data=before.data + odd)

    assert refused(before, AddComment("hello")) == {
        "extensions": ["The voxels would begin at byte 16,777,617, which vox_offset cannot hold."]
    }


def test_there_is_an_end_to_how_many() -> None:
    many = Header.parse(head()[:348] + b"\1\0\0\0" + extension(6, b"x") * 4096, paired=True)

    assert refused(many, AddComment("hello")) == {
        "extensions": ["A header has at most 4,096 extensions here. Remove one first."]
    }
