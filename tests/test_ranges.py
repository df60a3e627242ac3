"""Which bytes a Range header asks for; every header that cannot be read means the whole file."""

import pytest

from inspector.ranges import Part, Unsatisfiable, has_it, wanted

ETAG = '"abc"'
LENGTH = 1000


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        pytest.param("bytes=0-0", 0, 1, id="the first byte"),
        pytest.param("bytes=10-19", 10, 20, id="ten bytes"),
        pytest.param("bytes=990-", 990, 1000, id="to the end"),
        pytest.param("bytes=-10", 990, 1000, id="the last ten"),
        pytest.param("bytes=-5000", 0, 1000, id="more than there are from the end"),
        pytest.param("bytes=999-5000", 999, 1000, id="past the end"),
        pytest.param("Bytes = 0 - 1", 0, 2, id="blanks and capitals"),
    ],
)
def test_one_range_is_a_part(header: str, start: int, stop: int) -> None:
    assert wanted({"Range": header}, ETAG, LENGTH) == Part(start, stop, LENGTH)


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=9-1", "bytes=0-1,5-6", "bytes=a-b", "items=0-1", "bytes=--1"]
    + ["bytes=0x1-2", "bytes=1.5-2", "bytes=²-³", f"bytes={'9' * 5000}-", "bytes=0-1;"],
    ids=lambda header: header[:20] or "empty",
)
def test_anything_else_means_the_whole_file(header: str) -> None:
    assert wanted({"Range": header}, ETAG, LENGTH) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0", f"bytes={'9' * 18}-"])
def test_a_range_behind_the_end_cannot_be_given(header: str) -> None:
    with pytest.raises(Unsatisfiable, match="the file has 1,000 bytes"):
        wanted({"Range": header}, ETAG, LENGTH)


@pytest.mark.parametrize(
    ("condition", "whole"),
    [
        pytest.param(ETAG, False, id="the same file"),
        pytest.param('"other"', True, id="another state"),
        pytest.param(f"W/{ETAG}", True, id="a weak etag"),
        pytest.param("Sat, 21 Nov 2026 08:00:00 GMT", True, id="a date"),
    ],
)
def test_a_range_is_given_only_of_the_file_it_was_meant_for(condition: str, whole: bool) -> None:
    part = wanted({"Range": "bytes=0-1", "If-Range": condition}, ETAG, LENGTH)

    assert (part is None) == whole


@pytest.mark.parametrize(
    ("header", "there"),
    [(ETAG, True), (f"W/{ETAG}", True), (f'"x", {ETAG}', True), ("*", True), ('"x"', False), ("", False)],
)
def test_the_caller_says_what_it_has(header: str, there: bool) -> None:
    assert has_it({"If-None-Match": header}, ETAG) == there
