"""Names of people in the shapes that programs, hospitals and people write them in."""

from __future__ import annotations

import re
from typing import Final

from benchmarks.privacy.source import Form, Source


def _cased(source: Source, text: str) -> str:
    return text.upper() if source.chance.random() < 0.5 else text


def _together(name: str) -> str:
    """As one word: van der Berg -> VanDerBerg."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[\s'’.-]+", name))


def _in_order(source: Source) -> str:
    """As it is spoken: the family name first, and no space, where that is so."""
    if source.locale.id in ("zh_CN", "ko_KR"):
        return source.family() + source.given()
    if source.locale.id == "ja_JP":
        return source.family() + source.one((" ", "", "\u3000")) + source.given()
    return f"{source.given()} {source.family()}"


def _caret(source: Source) -> str:
    return _cased(source, f"{source.family()}^{source.given()}")


def _long_caret(source: Source) -> str:
    title = source.one([*source.locale.titles, "Dr."])
    end = source.one((f"^{source.given()}", f"^^{title}", f"^{source.given()}^{title}"))
    return _cased(source, f"{source.family()}^{source.given()}") + end


def _comma(source: Source) -> str:
    return _cased(source, f"{source.family()}, {source.given()}")


def _underscore(source: Source) -> str:
    text = _cased(source, f"{source.family()}_{source.given()}")
    return re.sub(r"[\s'’]+", "_", text)


def _camel(source: Source) -> str:
    if not source.locale.is_latin:
        return ""
    first, second = _together(source.given()), _together(source.family())
    return source.one((first + second, second + first))


def _upper(source: Source) -> str:
    first, second = source.given().upper(), source.family().upper()
    return source.one((f"{first} {second}", f"{second} {first}")) if source.locale.has_spaces else ""


def _titled(source: Source) -> str:
    if not source.locale.titles:
        return ""
    title = source.one(source.locale.titles)
    return f"{title} {source.one((source.family(), f'{source.given()} {source.family()}'))}"


def _initial(source: Source) -> str:
    if not source.locale.has_spaces:
        return ""
    first, second = source.given()[0], source.family()
    return source.one((f"{first}. {second}", f"{second} {first}.", f"{second}, {first}."))


def _lower(source: Source) -> str:
    return f"{source.given()} {source.family()}".lower() if source.locale.has_spaces else ""


NAMES: Final = (
    Form("A^B", _caret),
    Form("A^B^C", _long_caret),
    Form("B A", _in_order),
    Form("A, B", _comma),
    Form("A_B", _underscore),
    Form("AB", _camel),
    Form("upper case", _upper),
    Form("title", _titled),
    Form("initial", _initial),
    Form("lower case", _lower, alone=False),
)
