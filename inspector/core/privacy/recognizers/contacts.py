"""Addresses on the net: e-mail, pages, computers and their network cards.

Sources: RFC 5322, 3.4.1; RFC 3986; RFC 4291; IEEE 802 (48-bit addresses).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_MAIL: Final = Pattern(
    r"[\w.+%'-](?<![\w.+%-].)[\w.+%'-]{0,63}+(?:@|＠|[ ]?[(\[{<](?:at|AT|ät)[)\]}>][ ]?)"
    r"[^\W_][\w-]{0,62}(?:(?:\.|[ ]?[(\[{<](?:dot|DOT|punkt)[)\]}>][ ]?)[\w-]{1,63}){1,6}"
)
_SPELT: Final = Pattern(
    r"[\w.+-](?<![\w.+-].)[\w.+-]{1,63}+ (?:at|AT) [\w-]{2,63}(?:(?: dot | DOT |\.)[\w-]{2,63}){1,4}(?![\w.])"
)
_PAGE: Final = Pattern(
    r"[hHfFsSdDwW](?<!\w.)(?i:(?:ttps?|tps?|ftp|sh|mb|icom|ebdav)://|ww\d?\.)([^\s\"'<>|\\^`{}]{3,2000})"
)
# Pages of standards and programs, which say nothing of who made a file.
_KNOWN: Final = (
    "w3.org", "uthscsa.edu", "stackoverflow.com", "githubassets.com", "nih.gov", "nitrc.org", "neuroimaging.io",
    "nema.org", "dicomstandard.org", "iso.org", "ietf.org", "python.org", "github.com", "github.io", "gitlab.com",
    "githubusercontent.com", "readthedocs.io", "doi.org", "mathworks.com", "fil.ion.ucl.ac.uk", "fmrib.ox.ac.uk",
    "surfer.nmr.mgh.harvard.edu", "wustl.edu", "bic.mni.mcgill.ca", "mricro.com", "itk.org", "kitware.com",
    "slicer.org", "mrtrix.org", "nipy.org", "openneuro.org", "apple.com", "creativecommons.org", "opensource.org",
    "gnu.org", "apache.org", "wikipedia.org", "schema.org", "json-schema.org", "humanconnectome.org",
    "freesurfer.net", "brainvoyager.com", "siemens.com", "philips.com", "gehealthcare.com", "sourceforge.net",
    "xmlsoap.org", "purl.org", "loinc.org", "snomed.info", "hl7.org", "jquery.com", "googleapis.com", "gstatic.com",
)  # fmt: skip
_FOUR: Final = Pattern(r"(\d(?<![\w.].)\d{0,2})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?!\w)(?!\.\d)(?::\d{1,5})?")
_EIGHT: Final = Pattern(
    r"[0-9A-Fa-f:](?<![\w:.].)(?:[0-9A-Fa-f]{0,3}:)?(?:[0-9A-Fa-f]{0,4}:){1,7}[0-9A-Fa-f]{0,4}"
    r"(?:%\w{1,15}|/\d{1,3})?(?![\w:.])"
)
_CARD: Final = Pattern(
    r"[0-9A-Fa-f]⟨(?<![:-].)(?:[0-9A-Fa-f]([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{3}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![:-])⟩"
)
_NEAR: Final = Pattern(
    r"(?:\bip|\baddr\w{0,4}|\bhost\w{0,4}|\bserver|\bclient|\bpeer|\bfrom|\bto|@|//)[\s:=\"'(\[]{0,4}$", re.IGNORECASE
)
_VERSION: Final = Pattern(r"(?:\bv|version|release|build|rev|vers?\.?)[\s:=\"'_]{0,4}$", re.IGNORECASE)


def find_mail_addresses(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if "@" in text or "＠" in text or re.search("(?i)[(\\[{<](?:at|ät)[)\\]}>]", text):
        for found in _MAIL.find(text):
            if not found[0].rpartition(".")[2].isdigit():
                yield Match(*found.span(), 0.95, "This is an e-mail address.")
    if " at " in text or " AT " in text:
        for found in _SPELT.find(text):
            yield Match(*found.span(), 0.95, "This is an e-mail address in words.")


def find_pages(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if "://" not in text and "www" not in text.lower():
        return
    for found in _PAGE.find(text):
        whole = found[0].rstrip(".,;:)]")
        host, _, user = re.split(r"[/?#:]", found[1].lower())[0].rpartition("@")[::-1]
        if user:
            yield Match(found.start(), found.start() + len(whole), 0.95, "This address names a user of a computer.")
        elif not is_known_host(host):
            yield Match(found.start(), found.start() + len(whole), 0.8, "This is the address of a page or a server.")


def is_known_host(host: str) -> bool:
    """Whether it is a place of a standard or a program."""
    bare = host.lower().removeprefix("www.").rstrip(".")
    return any(bare == known or bare.endswith(f".{known}") for known in _KNOWN)


def find_network_addresses(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if text.count(".") > 2:
        for found in _FOUR.find(text):
            if score := _of_four(text, found):
                yield Match(*found.span(), score, "This is the address of a computer in a network.")
    if text.count(":") > 1:
        for found in _EIGHT.find(text):
            if _is_eight(found[0]):
                yield Match(*found.span(), 0.85, "This is the address of a computer in a network.")
    if text.count(":") > 4 or text.count("-") > 4 or text.count(".") > 1:
        for found in _CARD.find(text):
            if len(set(found[0])) > 3:
                yield Match(*found.span(), 0.85, "This is the address of a network card, which only one computer has.")


def _of_four(text: str, found: re.Match[str]) -> float:
    try:
        address = ipaddress.ip_address(found[0].partition(":")[0])
    except ValueError:
        return 0
    before = text[max(0, found.start() - 16) : found.start()]
    if address.is_loopback or address.is_unspecified or address.is_multicast or _VERSION.search(before):
        return 0
    # Versions of programs have four parts as well, but small ones.
    large = [part for part in map(int, found.groups()) if part > 9]
    if _NEAR.search(before) or ":" in found[0] or (large and max(large) > 99) or len(large) > 3:
        return 0.85
    return 0.8 if address.is_private or (len(large) > 2 and max(large) > 31) else 0.3


def _is_eight(found: str) -> bool:
    """Whether it is an address, and not the names of a C++ program or a time of day."""
    bare = found.partition("%")[0].partition("/")[0]
    groups = [group for group in bare.split(":") if group]
    try:
        ipaddress.IPv6Address(bare)
    except ValueError:
        return False
    return len(groups) > 1 and any(map(str.isdigit, bare)) and (len(groups) > 2 or len(groups[0]) == 4)
