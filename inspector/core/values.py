"""Reading a given value, from a form, JSON or a command line, as the type of its field.

What is given back as it was shown is the stored value itself, so that not one of its bits changes.
"""

import math
import re
import struct
from collections.abc import Sequence

from inspector.core.errors import EditError
from inspector.core.fields import Field, Value
from inspector.core.header import STRUCT, Header
from inspector.core.words import counted, format_float, listed, show_value

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,5})?|[+-]?inf(inity)?|nan", re.IGNORECASE)


class _Unreadable(ValueError):
    """The given value cannot be a value of the field; the text says why."""


def read_value(header: Header, field: Field, given: object) -> Value:
    """The given value in the type of the field: text, a number, or a tuple of numbers.

    Takes numbers, numbers written as text, labels of codes, and arrays as lists or as text with blanks or commas.
    Raises EditError on the field with a sentence that says what it takes.
    """
    try:
        return _text(header, field, given) if field.is_text else _numbers(header, field, given)
    except _Unreadable as problem:
        raise EditError({field.name: [str(problem)]}) from None


def encode(header: Header, field: Field, value: Value) -> bytes:
    """The bytes to store for a value of the field; numbers equal to the stored ones keep their exact bytes.

    A text takes the full width of its field, filled with NULs; one that is equal to the stored text keeps its
    encoding and loses only what stood after its first NUL.
    """
    raw = header.raw(field.name)
    if isinstance(value, str):
        same = value == header.value(field.name)
        return (raw.partition(b"\0")[0] if same else value.encode("utf-8")).ljust(field.size, b"\0")
    width = field.size // field.count
    old = [raw[start : start + width] for start in range(0, field.size, width)]
    numbers = value if isinstance(value, tuple) else (value,)
    stored = header.numbers(field.name)
    item = header.byteorder + STRUCT[field.type]
    return b"".join(
        kept if _same(number, was) else struct.pack(item, number)
        for number, was, kept in zip(numbers, stored, old, strict=True)
    )


def _same(number: float, stored: float) -> bool:
    return number == stored or (math.isnan(number) and math.isnan(stored))


def _text(header: Header, field: Field, given: object) -> str:
    if not isinstance(given, str):
        raise _Unreadable(f"{field.name} takes text.")
    if given == header.value(field.name):
        return given
    if "\0" in given:
        raise _Unreadable("A NUL character ends a text and cannot be part of it.")
    try:
        used = len(given.encode("utf-8"))
    except UnicodeEncodeError:
        raise _Unreadable("The text holds half of a surrogate pair, which is no character.") from None
    # A C program reads the field as a string and needs the NUL at its end; `regular` is a single character.
    room = max(field.count - 1, 1)
    if used > room:
        raise _Unreadable(
            f"The text takes {counted(used, 'byte')}; {field.name} holds {room}"
            f"{' and a closing NUL' if field.count > 1 else ''}. Shorten it by {used - room}."
        )
    return given


def _numbers(header: Header, field: Field, given: object) -> Value:
    stored = header.numbers(field.name)
    read = _float if field.is_float else _integer
    if not field.is_array:
        return read(field, field.name, given, stored[0])
    items = _items(field, given)
    if len(items) != field.count:
        raise _Unreadable(f"{field.name} takes {field.count} numbers; {len(items)} were given.")
    names = [f"{field.name}[{index}]" for index in range(field.count)]
    return tuple(read(field, *each) for each in zip(names, items, stored, strict=True))


def _items(field: Field, given: object) -> Sequence[object]:
    if isinstance(given, str):
        return given.replace(",", " ").split()
    if isinstance(given, list | tuple):
        return given
    raise _Unreadable(f"{field.name} takes a list of {field.count} numbers.")


def _integer(field: Field, name: str, given: object, stored: int) -> int:
    number = _whole(field, name, given)
    low, high = _limits(field.type)
    if not low <= number <= high:
        width = counted(int(field.type[1]), "byte")
        raise _Unreadable(f"{name} is stored in {width}: it goes from {low:,} to {high:,}.")
    if field.codes and number != stored and field.codes.get(number) is None:
        raise _Unreadable(f"{number} is not a code of {name}. {_choices(field)}")
    return number


def _whole(field: Field, name: str, given: object) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, float) and given.is_integer():
        return int(given)
    if isinstance(given, str) and _WHOLE.fullmatch(given.strip()):
        return int(given)
    if not field.codes:
        raise _Unreadable(f"{name} takes a whole number, not {_quoted(given)}.")
    code = field.codes.named(given) if isinstance(given, str) else None
    if code is None:
        raise _Unreadable(f"{_quoted(given)} is not a code of {name}. {_choices(field)}")
    return int(code.number)


def _choices(field: Field) -> str:
    known = [f"{code.number} {code.label}" for code in field.codes or ()]
    return f"It takes {listed(known)}." if len(known) < 10 else f"It takes one of {len(known)}, such as {known[2]}."


def _limits(type_: str) -> tuple[int, int]:
    bits = 8 * int(type_[1])
    return (0, 2**bits - 1) if type_[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _float(field: Field, name: str, given: object, stored: float) -> float:
    if isinstance(given, str) and given.strip() == format_float(stored):
        return stored
    number = _decimal(name, given)
    item = "<" + STRUCT[field.type]
    try:
        (kept,) = struct.unpack(item, struct.pack(item, number))
    except OverflowError:
        raise _Unreadable(f"{number:g} is too large for {name}: a 4-byte float ends at about 3.4e38.") from None
    if kept == 0 != number:
        raise _Unreadable(f"{number:g} is too small for {name}: in a 4-byte float it would become 0.")
    return float(kept)


def _decimal(name: str, given: object) -> float:
    if isinstance(given, str) and _DECIMAL.fullmatch(given.strip()):
        value = float(given)
    elif isinstance(given, int | float) and not isinstance(given, bool):
        value = _as_float(name, given)
    else:
        raise _Unreadable(f"{name} takes a number such as 1.5 or -2e-3, not {_quoted(given)}.")
    if math.isinf(value) and "inf" not in str(given).lower():
        raise _Unreadable(f"{_quoted(given)} is too large for {name}.")
    return value


def _as_float(name: str, number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        raise _Unreadable(f"The number for {name} is too large: it has more than 308 digits.") from None


def _quoted(given: object) -> str:
    if isinstance(given, bool) or given is None:
        return {True: "true", False: "false", None: "nothing"}[given]
    text = show_value(given)
    return f'"{text if len(text) <= 40 else text[:40] + "…"}"'
