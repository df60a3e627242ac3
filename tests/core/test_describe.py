"""A header as JSON."""

import json

import pytest
from hypothesis import given

from inspector.core.describe import describe
from inspector.core.header import Header
from inspector.core.impact import impact
from tests.builders import head
from tests.core.generated import headers


@given(headers(), headers())
def test_any_header_can_be_written_as_json_and_compared(one: Header, other: Header) -> None:
    assert json.loads(json.dumps(describe(one), allow_nan=False))["format"] == one.format
    impact(one, other)


def test_fields_say_what_is_stored_and_what_it_means() -> None:
    shown = describe(Header.parse(head(descrip=b"FSL\0old", cal_max=float("nan"), dim_info=0b110110)))
    fields = {field["name"]: field for field in shown["fields"]}

    assert list(fields)[:3] == ["sizeof_hdr", "data_type", "db_name"]
    assert (fields["descrip"]["value"], fields["descrip"]["after_nul"]) == ("FSL", "old")
    assert "after_nul" not in fields["aux_file"]
    assert fields["cal_max"]["value"] == "NaN"
    assert fields["dim_info"]["label"] == "frequency j, phase i, slice k"
    assert fields["xyzt_units"]["label"] == "mm, s"
    assert fields["magic"]["label"] == "single file"
    assert fields["dim"]["value"] == [3, 4, 3, 2, 1, 1, 1, 1]
    assert fields["dim"]["raw"] == "03000400030002000100010001000100"


@pytest.mark.parametrize(("bitpix", "editable"), [(16, False), (8, True)])
def test_bitpix_can_be_edited_only_where_it_is_wrong(bitpix: int, editable: bool) -> None:
    shown = describe(Header.parse(head(bitpix=bitpix)))
    (field,) = [field for field in shown["fields"] if field["name"] == "bitpix"]
    assert field["editable"] is editable
    assert ("locked" in field) is not editable
