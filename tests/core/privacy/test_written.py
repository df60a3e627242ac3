"""Words that people wrote are told from letters that fell together among bytes."""

from __future__ import annotations

import pytest

from inspector.core.privacy.decoded import decoded
from inspector.core.privacy.scan import scan
from inspector.core.privacy.written import is_written, weight
from tests.core.privacy.looking import seen

PICKLED = b"\x80\x04}\x94(\x8c%c%s\x94\x8c%c%s\x94\x8c\x02TE\x94G?\x9e\xb8Q\xeb\x85\x1e\xb8u."


@pytest.mark.parametrize(
    "text", ["DOE^JANE", "Jane Doe", "DOEJane", "janeDoe", "+33 6 12 39 67 85", "山田 花子", "йое"]
)
def test_what_people_write_is_written(text: str) -> None:
    assert is_written(text)


@pytest.mark.parametrize("text", ["BíUûKãWÍL", "I'zÈG\tVj", "bÃz#d", "R俑uϿX", "?!.,"])
def test_letters_that_fell_together_are_not(text: str) -> None:
    assert not is_written(text)


@pytest.mark.parametrize(("data", "bytes_"), [(b"DOE", 3), ("山田".encode(), 4), (b"D\xf6E", 1)])
def test_letters_of_latin_1_speak_against_a_text(data: bytes, bytes_: int) -> None:
    assert weight(next(decoded(data, 0))) == bytes_


@pytest.mark.parametrize(
    ("key", "value"), [("PatientID", "6565"), ("MRN", "6017"), ("fax", "711-8254"), ("patient_name", "杨^辉")]
)
def test_value_under_its_name_in_a_pickle_is_high(key: str, value: str) -> None:
    data = PICKLED % (len(key), key.encode(), len(value.encode()), value.encode())
    found = {each.text: each.level for each in scan(seen(extensions=[(16, data)]).ledger)}

    assert found[value] == "high"
