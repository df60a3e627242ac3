"""Numbers that a state, an insurer or a bank gives a person, by the shape they are written in and their check digits.

Sources: the specifications that python-stdnum gathers, one module for each kind of number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Final, Protocol, cast

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

# Three numbers of three digits are mostly the size of an image.
STRONG, DATED, PLAIN, SIZES = 0.95, 0.9, 0.6, 0.3

# Shapes have 9 for a digit and A for a letter. The number is one when a module beside its shape says so; "" asks none,
# where the shape alone is unmistakable.
_SHAPES: Final = (
    # shape                    score   modules of stdnum
    ("999-99-9999", STRONG, "us.ssn us.itin"),
    ("999 99 9999", DATED, "us.ssn us.itin"),
    ("999 999 9999", STRONG, "gb.nhs"),
    ("999-999-9999", DATED, "gb.nhs"),
    ("999 999 999", SIZES, "ca.sin au.tfn nl.bsn pt.nif hu.anum"),
    ("999-999-999", STRONG, "ca.sin nz.ird"),
    ("AA999999A", DATED, ""),
    ("AA 99 99 99 A", DATED, ""),
    ("AA 999999 A", DATED, ""),
    ("9999 999 9999", STRONG, "at.vnr"),
    ("9999 999999", STRONG, "at.vnr"),
    ("999.9999.9999.99", STRONG, "ch.ssn"),
    ("99 999 999 999", DATED, "de.idnr au.abn"),
    ("99 999999 A 999", STRONG, ""),
    ("99999999A999", STRONG, ""),
    ("9 99 99 99 999 999", STRONG, "fr.nir"),
    ("9 99 99 99 999 999 99", STRONG, "fr.nir"),
    ("999999999999999", STRONG, "fr.nir"),
    ("999999A99999999", STRONG, "fr.nir"),
    ("9999999999999999", DATED, "luhn"),
    ("999999999999999", DATED, "luhn"),
    ("9 99 99 9A 999 999 99", STRONG, "fr.nir"),
    ("99 99 999 999 999", DATED, "fr.nif"),
    ("99999999A", STRONG, "es.dni"),
    ("99999999-A", STRONG, "es.dni"),
    ("99.999.999-A", STRONG, "es.dni"),
    ("A9999999A", STRONG, "es.nie sg.uen"),
    ("A-9999999-A", STRONG, "es.nie"),
    ("A-9999999A", STRONG, "es.nie"),
    ("AAAAAA99A99A999A", STRONG, "it.codicefiscale"),
    ("AAA AAA 99A99 A999A", STRONG, "it.codicefiscale"),
    ("AAAA999999AAAAAA99", STRONG, "mx.curp"),
    ("AAAA999999AAAAAAA9", STRONG, "mx.curp"),
    ("999.999.999", DATED, "nl.bsn"),
    ("9999.99.999", STRONG, "nl.bsn"),
    ("9999 99 999", STRONG, "nl.bsn"),
    ("99.99.99-999.99", STRONG, "be.nn be.bis"),
    ("99.99.99-999-99", STRONG, "be.nn be.bis"),
    ("999.999.999-99", STRONG, "br.cpf"),
    ("99.999.999-9", STRONG, "cl.rut"),
    ("9999999-9999", DATED, ""),
    ("999999-9999", STRONG, "se.personnummer dk.cpr is_.kennitala fi.hetu"),
    ("999999A9999", STRONG, "fi.hetu"),
    ("999999+9999", STRONG, "se.personnummer"),
    ("99999999-9999", STRONG, "se.personnummer"),
    ("999999 9999", STRONG, "se.personnummer dk.cpr is_.kennitala cz.rc"),
    ("999999 99999", STRONG, "no.fodselsnummer"),
    ("999999/9999", STRONG, "cz.rc"),
    ("999999/999", STRONG, "cz.rc"),
    ("999999-99999", STRONG, "lv.pvn"),
    ("999999-999A", STRONG, "fi.hetu"),
    ("999999A999A", STRONG, "fi.hetu"),
    ("999999-9999999", STRONG, "kr.rrn"),
    ("999-999-999 99", STRONG, ""),
    ("9999 9999 9999", STRONG, "jp.in_ in_.aadhaar"),
    ("9999-9999-9999", STRONG, "jp.in_ in_.aadhaar"),
    ("99999999999999999A", STRONG, "cn.ric"),
    ("999999999999999999", STRONG, "cn.ric"),
    ("A999999999", PLAIN, ""),
    ("AAAAA9999A", DATED, "in_.pan"),
    ("9999999A", STRONG, "ie.pps"),
    ("9999999AA", STRONG, "ie.pps"),
    ("99999-9999999-9", STRONG, "pk.cnic"),
    ("9-9999-99999-99-9", STRONG, "th.pin"),
    ("999999-99-9999", STRONG, "my.nric"),
    ("999999 9999 999", STRONG, "za.idnr"),
    ("999999 9999 99 9", STRONG, "za.idnr"),
    ("99-99999999-9", STRONG, "ar.cuit"),
    ("999 99 99 999", DATED, "pl.nip"),
    ("999-999-99-99", DATED, "pl.nip"),
    ("9999999999999", STRONG, "ro.cnp si.emso za.idnr th.pin"),
    ("999999999999", PLAIN, "jp.in_ in_.aadhaar ru.inn my.nric"),
    ("99999999999", DATED, "pl.pesel no.fodselsnummer lt.asmens ee.ik gr.amka be.nn"),
    ("99999999999", PLAIN, "de.idnr br.cpf tr.tckimlik hr.oib"),
    ("9999999999", DATED, "se.personnummer cz.rc bg.egn is_.kennitala"),
    ("9999999999", PLAIN, "gb.nhs dk.cpr at.vnr tr.vkn"),
    ("999999999", PLAIN, "ca.sin nl.bsn pt.nif gr.vat il.idnr"),
)
_RUN: Final = Pattern(r"9{9,18}+")
_BANK: Final = Pattern(r"[A-Z]⟨[A-Z]\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)⟩")
_RESIDENT: Final = Pattern(
    r"[1-9]⟨(?<!\d\..)\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]⟩(?!\.\d)"
)
_CARD: Final = Pattern(r"\d(?<![\w.].)(?<!\d[ -].)\d{3}([ -])\d{4}\1\d{4}\1\d{4}(?!\w)(?![ -]\d)")
_WHY: Final = "This has the shape and the check digits of a number that a person has for life."
_WHY_BANK: Final = "This is the number of a bank account or a card, with its check digits."
# Characters from here on stand beside words and numbers without a blank.
_EAST_ASIA: Final = 0x2E80
_FEWEST: Final = 6
# Of one shape in one text: a text of nothing but numbers holds more than anybody would look at.
_MOST: Final = 500


class _Module(Protocol):
    def is_valid(self, number: str) -> bool: ...


class _Signs(dict[int, str]):
    """Of each character, the one that stands for it in a shape; worked out once for each character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        sign = "9" if character.isdecimal() else "A" if character.isalpha() and code < _EAST_ASIA else character
        self[code] = sign
        return sign


_SIGNS: Final = _Signs()


@cache
def _runs() -> Mapping[int, Sequence[tuple[float, str]]]:
    """Of shapes that are digits alone, by their number."""
    found: dict[int, list[tuple[float, str]]] = {}
    for shape, score, modules in _SHAPES:
        if shape.isdecimal():
            found.setdefault(len(shape), []).append((score, modules))
    return found


@cache
def _signed() -> Sequence[tuple[str, float, str, frozenset[str]]]:
    """The other shapes, each with the signs without which a text has none of them."""
    return [(*row, frozenset(row[0])) for row in _SHAPES if not row[0].isdecimal()]


def find_national_numbers(passage: Passage) -> Iterator[Match]:
    text = passage.text
    shape = text.translate(_SIGNS)
    if shape.count("9") < _FEWEST:
        return
    for start, stop, score, modules in _shaped(shape):
        if _stands_alone(shape, start, stop) and _is_valid(text[start:stop], modules):
            yield Match(start, stop, score, _WHY)
    for found in _BANK.find(text):
        # What follows a number in groups may look like one more of them.
        for stop in (found.end(), found.start() + max(0, found[0].rfind(" "))):
            if _is_valid(text[found.start() : stop], "iban"):
                yield Match(found.start(), stop, STRONG, _WHY_BANK)
    for found in _RESIDENT.find(text):
        yield Match(
            *found.span(), DATED, "This has the shape of the number of a resident of China, with a date of birth."
        )
    for found in _CARD.find(text):
        if _is_valid(re.sub(r"\D", "", found[0]), "luhn"):
            yield Match(*found.span(), DATED, _WHY_BANK)


def _shaped(shape: str) -> Iterator[tuple[int, int, float, str]]:
    """(start, stop, score, modules) of what has one of the shapes."""
    runs = _runs()
    for run in _RUN.find(shape):
        for score, modules in runs.get(len(run[0]), ()):
            yield *run.span(), score, modules
    signs = set(shape)
    for wanted, score, modules, needs in _signed():
        at, left = shape.find(wanted) if needs <= signs else -1, _MOST
        while at >= 0 and left:
            yield at, at + len(wanted), score, modules
            at, left = shape.find(wanted, at + 1), left - 1


def _stands_alone(shape: str, start: int, stop: int) -> bool:
    """Whether neither a letter or digit touches it, nor another number of the same list."""
    before, after = shape[max(0, start - 2) : start], shape[stop : stop + 2]
    return (
        before[-1:] not in ("9", "A")
        and after[:1] not in ("9", "A")
        and not (before[:1] == "9" and before[1:] in tuple(" .,-+/"))
        and not (after[1:] == "9" and after[:1] in tuple(" .,-+/"))
    )


def _is_valid(number: str, modules: str) -> bool:
    """Whether a module takes it. Digits of one kind only are nobody's number, though some check digits allow it."""
    if not modules:
        return number.isascii()
    digits = "".join(filter(str.isdecimal, number))
    return len(set(digits)) > 2 and any(_module(name).is_valid(number) for name in modules.split())


@cache
def _module(name: str) -> _Module:
    # Each is loaded when a text has its shape: all of them would take a tenth of every start.
    return cast(_Module, import_module(f"stdnum.{name}"))
