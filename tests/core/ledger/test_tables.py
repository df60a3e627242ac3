"""Tables as spans: each value under the name of its column."""

from __future__ import annotations

import pytest

from inspector.core.ledger import Kind
from tests.core.ledger.laid import layers, texts, told


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_value_has_the_name_of_its_column(sign: str, end: str) -> None:
    rows = [["participant_id", "age", "name"], ["sub-01", "97", "Doe Jane"], ["sub-02", "n/a", "Zoë"]]
    data = end.join(sign.join(row) for row in rows).encode()

    assert texts(data) == [
        ("participant_id", "names"),
        ("age", "names"),
        ("name", "names"),
        ("sub-01", "participant_id"),
        ("97", "age"),
        ("Doe Jane", "name"),
        ("sub-02", "participant_id"),
        ("n/a", "age"),
        ("Zo\u00c3\u00ab", "name"),
    ]


def test_a_sign_between_quotes_parts_nothing() -> None:
    data = b'\xef\xbb\xbf"id",name\n1,"Doe, Jane"\n2,"a ""quoted"" one, too"\n'

    assert texts(data)[2:] == [("1", "id"), ('"Doe, Jane"', "name"), ("2", "id"), ('"a ""quoted"" one, too"', "name")]


def test_a_row_may_have_more_values_than_there_are_names() -> None:
    rows = b"id\tage\n" + b"1\t30\n" * 30 + b"2\t31\tDoe^Jane\n"

    assert texts(rows)[-1] == ("Doe^Jane", "names")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"Doe, Jane, was here.\nShe left, then.\n", id="sentences"),
        pytest.param(b"1\t2\n3\t4\n", id="no names"),
        pytest.param(b"id\tage\n", id="no rows"),
        pytest.param(b"\x01\t\x02\n\x03\t\x04\n", id="no text"),
    ],
)
def test_what_has_no_columns_is_no_table(data: bytes) -> None:
    assert layers(data) == ()


def test_a_table_of_too_many_values_has_names_as_far_as_they_go() -> None:
    data = b"id\tname\n" + b"1\tDoe^Jane\n" * 30 + b"2\tSmith^John" + b"\t" * 40_000

    assert told(data)[-1] == (data[-40_012:].decode(), Kind.TEXT, "table", "after its end")
