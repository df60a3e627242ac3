"""The tables of fields and codes against the specification, and against nibabel's tables."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from nibabel import nifti1, nifti2

from inspector.core.codes import DATATYPES, EXTENSIONS, INTENTS, SLICE_ORDERS, XFORMS
from inspector.core.fields import BY_VERSION, GROUPS, NIFTI1, NIFTI2, Codes, Field

TABLES = [pytest.param(NIFTI1, 348, id="NIfTI-1"), pytest.param(NIFTI2, 540, id="NIfTI-2")]


@pytest.mark.parametrize(("table", "size"), TABLES)
def test_every_byte_belongs_to_exactly_one_field(table: tuple[Field, ...], size: int) -> None:
    ends = [field.offset + field.size for field in table]

    assert table[0].offset == 0
    assert all(field.offset == end for end, (_, field) in zip(ends, pairwise(table), strict=False))
    assert ends[-1] == size


def test_names_offsets_and_sizes_are_those_of_nibabel() -> None:
    for version, dtype in ((1, nifti1.header_dtype), (2, nifti2.header_dtype)):
        assert dtype.fields is not None
        ours = {field.name: (field.offset, field.size) for field in BY_VERSION[version].values()}
        theirs = {name: (offset, kind.itemsize) for name, (kind, offset, *_) in dtype.fields.items()}
        if version == 2:
            # The standard has one magic of eight bytes, which nibabel splits.
            assert theirs.pop("eol_check") == (8, 4)
            theirs["magic"] = (4, 8)
        assert ours == theirs


def test_every_field_has_a_group_and_a_sentence_that_explains_it() -> None:
    keys = {group.key for group in GROUPS}
    for field in (*NIFTI1, *NIFTI2):
        assert field.group in keys
        assert field.meaning.endswith(".")
        assert len(field.meaning) > 15


def test_read_only_fields_say_why() -> None:
    locked = {field.name: field.locked for field in NIFTI1 if not field.editable}
    assert set(locked) == {"sizeof_hdr", "magic", "vox_offset"}
    assert all(reason.startswith("It follows from") for reason in locked.values())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(XFORMS, nifti1.xform_codes, id="xform"),
        pytest.param(SLICE_ORDERS, nifti1.slice_order_codes, id="slice order"),
        pytest.param(INTENTS, nifti1.intent_codes, id="intent"),
        pytest.param(DATATYPES, nifti1.data_type_codes, id="datatype"),
    ],
)
def test_codes_cover_those_of_nibabel(ours: Codes, theirs: Any) -> None:
    numbers = {number for number in theirs.code if isinstance(number, int)}
    assert numbers <= {code.number for code in ours}


def test_datatypes_have_the_size_of_their_numpy_type() -> None:
    for kind in DATATYPES:
        if kind.numpy and kind.numpy not in ("RGB", "RGBA", "f16", "c32"):
            assert np.dtype(kind.numpy).itemsize * 8 == kind.bits


@pytest.mark.parametrize(
    ("number", "parameters"), [(18, ("location", "scale", "power")), (9, ("shape", "scale")), (5, ())]
)
def test_intents_have_the_parameters_of_the_standard(number: int, parameters: tuple[str, ...]) -> None:
    intent = INTENTS.get(number)
    assert intent is not None
    assert intent.parameters == parameters


def test_intents_are_the_assigned_ranges() -> None:
    numbers = {intent.number for intent in INTENTS}
    assert numbers == {
        0,
        *range(2, 25),
        *range(1001, 1012),
        *range(2001, 2010),
        *range(2016, 2019),
        *range(3000, 3013),
    } - {3005}


def test_extension_codes_are_the_even_numbers_up_to_44() -> None:
    assert [code.number for code in EXTENSIONS] == list(range(0, 45, 2))


@pytest.mark.parametrize(
    ("table", "text", "number"),
    [
        (DATATYPES, "int16", 4),
        (DATATYPES, "NIFTI_TYPE_INT16", 4),
        (DATATYPES, "Float", 16),
        (DATATYPES, "rgb", 128),
        (XFORMS, "MNI", 4),
        (XFORMS, "none", 0),
        (XFORMS, " Scanner ", 1),
        (INTENTS, "t test", 3),
        (INTENTS, "NIFTI_INTENT_LABEL", 1002),
    ],
)
def test_a_code_is_found_by_any_of_its_names(table: Codes, text: str, number: int) -> None:
    code = table.named(text)
    assert code is not None
    assert code.number == number


def test_a_name_that_no_code_has_is_not_found() -> None:
    assert XFORMS.named("somewhere") is None
    assert XFORMS.get(9) is None
