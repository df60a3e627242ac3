"""One way to write a value: for people (`show_value`), and for JSON, which has no NaN (`json_value`)."""

import math
from collections.abc import Sequence
from typing import Any

_NAMES = {math.inf: "Infinity", -math.inf: "-Infinity"}


def format_float(value: float) -> str:
    """Seven significant digits, as many as a 4-byte float holds: 0.4, 2.385232, 1e-12, NaN, -Infinity."""
    return _NAMES.get(value, "NaN") if not math.isfinite(value) else f"{value:.7g}"


def show_value(value: object) -> str:
    """A field's value as people read it; the numbers of an array are separated by blanks."""
    if isinstance(value, float):
        return format_float(value)
    if isinstance(value, tuple | list):
        return " ".join(show_value(item) for item in value)
    return "" if value is None else str(value)


def json_value(value: object) -> Any:
    """The value as JSON can carry it: tuples as lists, NaN and the infinities as strings."""
    if isinstance(value, float) and not math.isfinite(value):
        return format_float(value)
    if isinstance(value, tuple | list):
        return [json_value(item) for item in value]
    return value


def counted(number: int, thing: str, things: str = "") -> str:
    """`counted(12288, "byte")` is "12,288 bytes"; `counted(3, "axis", "axes")` is "3 axes"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def size_text(size: int) -> str:
    """A number of bytes in the largest fitting unit, three digits: "348 bytes", "21.9 MiB", "4 GiB"."""
    scaled, unit = float(size), ""
    for unit in ("", "KiB", "MiB", "GiB", "TiB"):
        if abs(scaled) < 1023.5 or unit == "TiB":
            break
        scaled /= 1024
    return counted(size, "byte") if not unit else f"{scaled:.3g} {unit}"


def listed(words: Sequence[str], last: str = "or") -> str:
    """`listed(["a", "b", "c"])` is "a, b or c"."""
    return " ".join(filter(None, [", ".join(words[:-1]), last if len(words) > 1 else "", *words[-1:]]))
