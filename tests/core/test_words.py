"""How values and numbers are written."""

import math

import pytest

from inspector.core.words import counted, format_float, json_value, listed, show_value, size_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.1, "0.1"),
        (2.385232210159302, "2.385232"),
        (1e-12, "1e-12"),
        (-0.0, "-0"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_floats_have_seven_digits_and_named_exceptions(value: float, text: str) -> None:
    assert format_float(value) == text


def test_values_are_shown_in_one_way() -> None:
    assert show_value((1, 2.5, math.nan)) == "1 2.5 NaN"
    assert show_value("text") == "text"
    assert show_value(None) == ""


def test_json_has_no_nan() -> None:
    assert json_value((1, math.nan, (-math.inf, 2.5))) == [1, "NaN", ["-Infinity", 2.5]]


def test_things_are_counted() -> None:
    assert counted(1, "byte") == "1 byte"
    assert counted(12288, "byte") == "12,288 bytes"
    assert counted(3, "axis", "axes") == "3 axes"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (348, "348 bytes"), (1024, "1 KiB"), (22_968_012, "21.9 MiB"), (2**32, "4 GiB")],
)
def test_sizes_have_a_fitting_unit(size: int, text: str) -> None:
    assert size_text(size) == text


def test_words_are_listed() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "and")] == ["a", "a or b", "a, b and c"]
