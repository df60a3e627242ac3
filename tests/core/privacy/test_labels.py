"""Values of other files are looked at under the names that their formats keep them by."""

from __future__ import annotations

import pytest

from inspector.core.ledger import Held, formats
from inspector.core.privacy.passages import places
from tests.core.ledger import test_analyze, test_dicom, test_mgh, test_netcdf, test_text_heads

GIFTI = b"<GIFTI><MetaData><MD><Name>UserName</Name><Value>Doe, Jane</Value></MD></MetaData></GIFTI>"


@pytest.mark.parametrize(
    ("data", "text", "label"),
    [
        pytest.param(b'{"Name": "Doe, Jane"}', "Doe, Jane", "Name", id="a member called Name"),
        pytest.param(b'{"study": {"name": "Doe, Jane"}}', "Doe, Jane", "name", id="a member of a member"),
        pytest.param(b"id\tname\n1\tDoe, Jane\n", "Doe, Jane", "name", id="a column called name"),
        pytest.param(b"id\tName\n1\tDoe, Jane\n", "Doe, Jane", "Name", id="a column called Name"),
        pytest.param(GIFTI, "Doe, Jane", "UserName", id="GIFTI"),
        pytest.param(test_dicom.written(test_dicom.data_set()), "4711", "PatientID", id="DICOM, in a sequence"),
        pytest.param(test_mgh.IMAGE + test_mgh.tag(3, b"by jdoe"), "by jdoe", "CMDLINE", id="MGH"),
        pytest.param(test_analyze.hdr([(283, b"MRN4711")]), "MRN4711", "patient_id", id="Analyze"),
        pytest.param(test_netcdf.written(), "Doe, Jane", "full_name", id="netCDF"),
        pytest.param(test_text_heads.PAR, "Doe, Jane", "Patient name", id="PAR"),
        pytest.param(test_text_heads.AFNI, " 19610302", "MY_DATE", id="AFNI"),
    ],
)
def test_a_value_has_the_label_that_its_format_gives_it(data: bytes, text: str, label: str) -> None:
    (layer,) = formats.layers("file", "stored", Held(data))

    assert [place.passage.label for place in places(layer) if place.passage.text == text] == [label]
