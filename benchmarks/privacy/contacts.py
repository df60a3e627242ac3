"""Ways to reach people and machines: numbers, addresses of all kinds, paths and the users in them."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from benchmarks.privacy.source import Form, Source, ascii_letters

_DRAWS: Final = 200


def _number(source: Source) -> PhoneNumber:
    """A valid number of the region: an example of it whose last digits are drawn anew."""
    region = source.locale.region
    kind = source.chance.choice((PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE))
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        raise ValueError(f"No example of a number of {region} is known.")
    head = (example.national_number or 0) // 10**5
    for _ in range(_DRAWS):
        number = PhoneNumber()
        number.merge_from(example)
        number.national_number = head * 10**5 + source.chance.randrange(10**5)
        if phonenumbers.is_valid_number(number):
            return number
    raise ValueError(f"No valid number of {region} was found.")


def _written(source: Source, shape: int) -> str:
    return str(phonenumbers.format_number(_number(source), shape))


PHONES: Final = (
    Form("international", lambda source: _written(source, PhoneNumberFormat.INTERNATIONAL)),
    Form("E.164", lambda source: _written(source, PhoneNumberFormat.E164)),
    Form("00 in front", lambda source: "00" + _written(source, PhoneNumberFormat.INTERNATIONAL)[1:], telling=False),
    Form("local", lambda source: _written(source, PhoneNumberFormat.NATIONAL), telling=False),
    Form("short local", lambda source: source.pattern("###-####"), telling=False, alone=False),
)


def _domain(source: Source) -> str:
    word = ascii_letters(source.family()).lower() or "neuro"
    end = source.locale.id[-2:].lower()
    return source.one((f"{word}.{end}", f"{word}-clinic.org", f"mri.{word}.{end}", f"uni-{word}.edu", "example.org"))


def _email(source: Source) -> str:
    return f"{source.user()}@{_domain(source)}"


def _host(source: Source) -> str:
    return source.one(
        (
            f"{source.one(('mri', 'neuro', 'scanner', 'ws'))}-{source.one(('console', 'ws', 'pc'))}-{source.digits(2)}",
            f"MRC{source.digits(5)}",
            f"AWP{source.digits(5)}",
        )
    )


def _full_host(source: Source) -> str:
    return f"{source.one(('ws', 'pc', 'node', 'pacs'))}{source.digits(2)}.{_domain(source)}"


def _ipv4(source: Source) -> str:
    first = source.one(("10", "192.168", "172.20", "134.2", "81.169"))
    rest = 4 - len(first.split("."))
    return ".".join([first, *(str(source.chance.randrange(1, 255)) for _ in range(rest))])


def _ipv6(source: Source) -> str:
    return str(IPv6Address((0x2001_0DB8 << 96) | source.chance.getrandbits(80)))


def _mac(source: Source) -> str:
    sign = source.one(":-")
    text = sign.join(f"{source.chance.randrange(256):02x}" for _ in range(6))
    return text.upper() if sign == "-" else text


def _unix_path(source: Source) -> str:
    home = source.one(("/home/{}", "/Users/{}", "/users/{}", "/export/home/{}", "/data/home/{}"))
    return home.format(source.user()) + source.one(
        ("", "/", "/data/t1.nii.gz", "/projects/mri/raw", "/Desktop/scan.nii")
    )


def _windows_path(source: Source) -> str:
    start = source.one(("C:\\Users\\{}", "C:\\Documents and Settings\\{}", "\\\\fileserver\\home\\{}"))
    return start.format(source.user()) + source.one(("\\Desktop\\T1.nii", "\\data", "\\Documents\\mri\\scan.nii"))


EMAILS: Final = (
    Form("address", _email),
    Form("address in capitals", lambda source: _email(source).upper()),
    Form(
        "at in words", lambda source: _email(source).replace("@", source.one((" (at) ", "(at)", " at "))), alone=False
    ),
)
URLS: Final = (
    Form("with a path", lambda source: f"https://{_full_host(source)}/patients/{source.digits(5)}"),
    Form("with a query", lambda source: f"http://{_full_host(source)}/viewer?id={source.digits(6)}"),
    Form("ftp", lambda source: f"ftp://{_full_host(source)}/incoming/{source.user()}"),
)
IPS: Final = (Form("IPv4", _ipv4), Form("IPv6", _ipv6))
MACS: Final = (Form("MAC", _mac),)
PATHS: Final = (Form("Unix", _unix_path), Form("Windows", _windows_path))
USERS: Final = (
    Form("user@host", lambda source: f"{source.user()}@{_host(source)}"),
    Form("user@host.domain", lambda source: f"{source.user()}@{_full_host(source)}"),
    Form("login", lambda source: source.user(), alone=False),
    Form("user:host", lambda source: f"{source.user()}:{_full_host(source)}", alone=False),
)
HOSTS: Final = (Form("name", _host), Form("full name", _full_host))
