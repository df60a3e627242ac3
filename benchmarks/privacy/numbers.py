"""Numbers and codes that stand for one person, device or examination."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from importlib import import_module
from itertools import product
from types import MappingProxyType
from typing import Final

from benchmarks.privacy.source import Form, Source


def _birth(source: Source) -> date:
    return date(1925, 1, 1) + timedelta(source.chance.randrange(28_000))


def _fiscal_code(source: Source) -> str:
    """Without the check letter: six letters, year, month letter, day, place."""
    born = _birth(source)
    letters = "".join(source.chance.choice("BCDFGLMNPRSTV") for _ in range(6))
    day = born.day + source.chance.choice((0, 40))
    return f"{letters}{born:%y}{'ABCDEHLMPRST'[born.month - 1]}{day:02}H501"


# What stands before the check digits, how many signs these are, and which signs they can be.
_SHAPES: Final[Mapping[str, tuple[Callable[[Source], str], int, str]]] = MappingProxyType(
    {
        "us.ssn": (lambda source: source.pattern("###-##-###"), 1, string.digits),
        "gb.nhs": (lambda source: source.digits(9), 1, string.digits),
        "de.idnr": (lambda source: _german(source), 1, string.digits),
        "fr.nir": (lambda source: f"{source.one('12')}{_birth(source):%y%m}75{source.digits(6)}", 2, string.digits),
        "es.dni": (lambda source: source.digits(8), 1, string.ascii_uppercase),
        "es.nie": (lambda source: source.one("XYZ") + source.digits(7), 1, string.ascii_uppercase),
        "it.codicefiscale": (_fiscal_code, 1, string.ascii_uppercase),
        "nl.bsn": (lambda source: source.digits(8), 1, string.digits),
        "pl.pesel": (lambda source: f"{_in_century(source):%y%m%d}{source.digits(4)}", 1, string.digits),
        "br.cpf": (lambda source: source.digits(9), 2, string.digits),
        "se.personnummer": (lambda source: f"{_birth(source):%y%m%d}-{source.digits(3)}", 1, string.digits),
        "tr.tckimlik": (lambda source: source.digits(9), 2, string.digits),
        "cz.rc": (lambda source: f"{_in_century(source):%y%m%d}/{source.digits(3)}", 1, string.digits),
        "jp.in_": (lambda source: source.digits(11), 1, string.digits),
        "cn.ric": (lambda source: f"110105{_birth(source):%Y%m%d}{source.digits(3)}", 1, string.digits + "X"),
        "ru.inn": (lambda source: f"77{source.digits(8)}", 2, string.digits),
        "dk.cpr": (lambda source: f"{_in_century(source):%d%m%y}-{source.digits(3)}", 1, string.digits),
        "fi.hetu": (
            lambda source: f"{_birth(source):%d%m%y}-{source.digits(3)}",
            1,
            string.digits + string.ascii_uppercase,
        ),
        "ro.cnp": (lambda source: f"{source.one('12')}{_birth(source):%y%m%d}12{source.digits(3)}", 1, string.digits),
        "kr.rrn": (lambda source: f"{_birth(source):%y%m%d}-{source.one('12')}{source.digits(5)}", 1, string.digits),
        "ua.rntrc": (lambda source: source.digits(9), 1, string.digits),
        "gr.amka": (lambda source: f"{_birth(source):%d%m%y}{source.digits(4)}", 1, string.digits),
    }
)
# How often a shape is drawn before its check digits are given up on.
_DRAWS: Final = 100


def _in_century(source: Source) -> date:
    """Born from 1955 to 1999: numbers of these years all have their check digit and no other month."""
    return date(1955, 1, 1) + timedelta(source.chance.randrange(16_000))


def _german(source: Source) -> str:
    """Ten digits of which exactly one stands there twice."""
    digits = source.chance.sample(string.digits[1:], 9)
    return "".join([*digits, digits[0]])


def national(source: Source) -> str:
    """A valid number of the locale's country, its check digits found by trying."""
    if not source.locale.national:
        raise ValueError(f"No personal number of {source.locale.region} is known.")
    name = source.one(source.locale.national)
    shape, count, signs = _SHAPES[name]
    module = import_module(f"stdnum.{name}")
    for _ in range(_DRAWS):
        head = shape(source)
        for tail in product(source.chance.sample(signs, len(signs)), repeat=count):
            number = head + "".join(tail)
            if module.is_valid(number):
                return str(module.format(number)) if hasattr(module, "format") else number
    raise ValueError(f"No valid {name} was found.")


def _siemens(source: Source) -> str:
    when = date(2004, 1, 1) + timedelta(source.chance.randrange(7_500))
    return f"1.3.12.2.1107.5.2.{source.digits(2)}.{source.digits(5)}.{when:%Y%m%d}{source.digits(18)}"


def _numbered(source: Source) -> str:
    root = source.one(("1.2.840.113619.2", "1.3.46.670589.11", "1.2.392.200036.9116"))
    return f"{root}.{source.digits(3)}.{source.digits(5)}.{source.digits(9)}.{source.digits(3)}"


MRNS: Final = (
    Form("MRN with digits", lambda source: source.one(("MRN", "MRN-", "MRN ")) + source.digits(6)),
    Form(
        "prefix and digits", lambda source: source.one(("PID", "PAT-", "H", "P", "Z")) + source.digits(7), telling=False
    ),
    Form("digits with zeros", lambda source: source.digits(6).zfill(source.chance.choice((8, 10))), telling=False),
    Form("digits", lambda source: source.digits(source.chance.randrange(6, 10)), telling=False),
    Form("digits in groups", lambda source: source.pattern("##-##-##"), telling=False),
    Form("few digits", lambda source: source.digits(4), telling=False, alone=False),
)


def _bare(source: Source) -> str:
    return "".join(filter(str.isalnum, national(source)))


# A number of the United States has no check digit, so that without its dashes it could be any.
NATIONAL: Final = (
    Form("as it is printed", national),
    Form("without separators", lambda source: "" if source.locale.region == "US" else _bare(source)),
    Form("nine digits", lambda source: _bare(source) if source.locale.region == "US" else "", telling=False),
)
SERIALS: Final = (
    Form("S/N", lambda source: source.one(("S/N ", "SN:", "SN ", "Serial ")) + source.digits(5)),
    Form("digits", lambda source: source.digits(source.chance.choice((5, 6))), telling=False, alone=False),
    Form("model and digits", lambda source: source.pattern("0000#####MR3T"), telling=False, alone=False),
)
UIDS: Final = (
    Form("Siemens", _siemens),
    Form("other makers", _numbered),
    Form("2.25", lambda source: f"2.25.{source.digits(38)}"),
)
ACCESSIONS: Final = (
    Form("ACC", lambda source: source.one(("ACC", "ACC-", "ACC ")) + source.digits(8)),
    Form("prefix and digits", lambda source: source.one(("RIS", "R", "MR")) + source.digits(8), telling=False),
    Form("year and number", lambda source: f"{source.one('AEMR')}20{source.pattern('1#-0#####')}", telling=False),
    Form("digits", lambda source: source.digits(8), telling=False, alone=False),
)
INSURANCES: Final = (
    Form("letter and digits", lambda source: source.pattern("?#########"), telling=False, alone=False),
    Form("groups", lambda source: source.pattern("???-####-####"), telling=False, alone=False),
    Form("digits", lambda source: source.digits(10), telling=False, alone=False),
)


def _grouped(source: Source) -> str:
    group, sign = source.one(("CTRL", "PAT", "HD", "AD", "PD")), source.one(("_", "-", ""))
    return f"{group}{sign}{source.digits(4)}"


STUDY_IDS: Final = (
    Form("group and number", _grouped),
    Form("site and number", lambda source: source.pattern("S##-P##-V#")),
    Form("letters and digits", lambda source: source.pattern("NDARINV##??#??#")),
)
