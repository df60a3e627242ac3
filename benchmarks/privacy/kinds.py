"""Every kind of identifier that is planted, where it counts as direct, and its forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.privacy import contacts, moments, numbers, people
from benchmarks.privacy.marked import Value
from benchmarks.privacy.source import Form, Source

_DRAWS: Final = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. Direct ones alone lead to a person, a device or an examination: 45 CFR 164.514(b)(2)(i)."""

    id: str
    title: str
    is_direct: bool
    forms: tuple[Form, ...]

    def value(self, source: Source, *, is_told: bool, form: str = "") -> Value:
        """An identifier, in this form if one is named. `is_told`: do the words around it tell what it is?"""
        forms = [each for each in self.forms if each.id == form or (not form and (is_told or each.alone))]
        if not forms:
            raise ValueError(f"Nothing but words around it tells that a text is a {self.title}.")
        for _ in range(_DRAWS):
            chosen = source.chance.choice(forms)
            if text := chosen.make(source).strip():
                return Value(text, self.id, chosen.id, is_told or chosen.telling)
        raise ValueError(f"No {self.title} can be written in {source.locale.id}.")


def _institution(source: Source) -> str:
    return source.filled(source.one(source.locale.institutions))


def _street(source: Source) -> str:
    return source.filled(source.one(source.locale.streets))


def _address(source: Source) -> str:
    postcode = source.pattern(source.locale.postcode)
    return source.filled(source.locale.address, street=_street(source), postcode=postcode)


INSTITUTIONS: Final = (Form("name", _institution),)
ADDRESSES: Final = (
    Form("street and place", _address),
    Form("street", _street),
)

KINDS: Final[tuple[Kind, ...]] = (
    Kind("name", "name", True, people.NAMES),
    Kind("dob", "date of birth", True, moments.BIRTHS),
    Kind("date", "full date", True, moments.DATES),
    Kind("age", "age above 89", False, moments.AGES),
    Kind("mrn", "medical record number", True, numbers.MRNS),
    Kind("national", "national id", True, numbers.NATIONAL),
    Kind("phone", "telephone number", True, contacts.PHONES),
    Kind("fax", "fax number", True, contacts.PHONES),
    Kind("email", "e-mail address", True, contacts.EMAILS),
    Kind("url", "URL", False, contacts.URLS),
    Kind("ip", "IP address", False, contacts.IPS),
    Kind("mac", "MAC address", False, contacts.MACS),
    Kind("path", "user's path", False, contacts.PATHS),
    Kind("user", "user at a host", False, contacts.USERS),
    Kind("host", "host", False, contacts.HOSTS),
    Kind("serial", "device serial number", True, numbers.SERIALS),
    Kind("uid", "unique identifier", False, numbers.UIDS),
    Kind("institution", "institution", False, INSTITUTIONS),
    Kind("address", "street address", True, ADDRESSES),
    Kind("accession", "accession number", True, numbers.ACCESSIONS),
    Kind("insurance", "insurance or account number", True, numbers.INSURANCES),
    Kind("study", "study's own id", False, numbers.STUDY_IDS),
)
BY_ID: Final = {kind.id: kind for kind in KINDS}
