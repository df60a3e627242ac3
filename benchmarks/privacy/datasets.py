"""DICOM data sets, written byte by byte so that it is known where each value lies.

Source: PS3.5, 7.1 data elements, 7.5 nesting, 7.8 private elements.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydicom.datadict import dictionary_VR, tag_for_keyword

from benchmarks.privacy.author import Author
from benchmarks.privacy.marked import Marked, joined

# Kind: (keyword, form; "" for any).
ATTRIBUTES: Final = {
    "name": (
        ("PatientName", "A^B"), ("PatientName", "A^B^C"), ("ReferringPhysicianName", "A^B^C"),
        ("OperatorsName", "A^B"), ("PerformingPhysicianName", "A^B"), ("OtherPatientNames", "A^B"),
        ("PatientMotherBirthName", "A^B"), ("NameOfPhysiciansReadingStudy", "A^B"),
    ),
    "dob": (("PatientBirthDate", "YYYYMMDD"),),
    "date": (
        ("StudyDate", "YYYYMMDD"), ("AcquisitionDate", "YYYYMMDD"), ("ContentDate", "YYYYMMDD"),
        ("AcquisitionDateTime", "DICOM date and time"), ("PerformedProcedureStepStartDate", "YYYYMMDD"),
    ),
    "age": (("PatientAge", "DICOM age"),),
    "mrn": (("PatientID", ""), ("OtherPatientIDs", "")),
    "national": (("OtherPatientIDs", ""),),
    "phone": (("PatientTelephoneNumbers", ""), ("ReferringPhysicianTelephoneNumbers", "")),
    "url": (("RetrieveURL", ""),),
    "host": (("StationName", "name"), ("StationName", "name")),
    "serial": (("DeviceSerialNumber", "digits"), ("DeviceSerialNumber", "model and digits")),
    "uid": (("StudyInstanceUID", ""), ("SeriesInstanceUID", ""), ("FrameOfReferenceUID", "")),
    "institution": (("InstitutionName", ""),),
    "address": (("InstitutionAddress", ""), ("PatientAddress", "")),
    "accession": (("AccessionNumber", "digits"), ("AccessionNumber", "ACC")),
    "study": (("ClinicalTrialSubjectID", ""),),
}  # fmt: skip
_FREE: Final = ("ImageComments", "PatientComments", "AdditionalPatientHistory", "SeriesDescription", "StudyDescription")
_CLEAN: Final = (("ImageType", b"ORIGINAL\\PRIMARY\\M\\ND"), ("Modality", b"MR"), ("Manufacturer", b"SIEMENS"))
_SEQUENCES: Final = ("RequestAttributesSequence", "OtherPatientIDsSequence", "ReferencedStudySequence")
_CHARACTERS: Final = {"utf-8": b"ISO_IR 192", "latin-1": b"ISO_IR 100"}
_LONG: Final = frozenset({"OB", "OW", "OF", "SQ", "UC", "UR", "UT", "UN"})
# Of PS3.5, table 6.2-1; it counts characters, and these are bytes.
_LONGEST: Final = {"LO": 64, "SH": 16}
_CREATOR, _PRIVATE = 0x0029_0010, 0x0029_1020
_ITEM: Final = 0xFFFE_E000
_ITEM_END, _SEQUENCE_END = 0xFFFE_E00D, 0xFFFE_E0DD
_UNDEFINED: Final = 0xFFFF_FFFF
PREAMBLE: Final = bytes(128) + b"DICM"
LITTLE_EXPLICIT: Final = b"1.2.840.10008.1.2.1"


@dataclass(frozen=True, slots=True)
class Syntax:
    """How elements are written."""

    order: str = "<"
    is_implicit: bool = False
    has_ends: bool = False

    def element(self, tag: int, vr: str, value: Marked) -> Marked:
        filling = b"\0" if vr in ("UI", "OB", "UN", "SQ") else b" "
        even = value + filling * (len(value) % 2)
        return self._head(tag, vr, len(even)) + even

    def sequence(self, tag: int, items: Sequence[Marked]) -> Marked:
        """With the length of each item and of all, or with delimiters behind them."""
        if not self.has_ends:
            whole = joined(self._mark(_ITEM, len(item)) + item for item in items)
            return self._head(tag, "SQ", len(whole)) + whole
        end = self._mark(_ITEM_END, 0)
        whole = joined(joined([self._mark(_ITEM, _UNDEFINED), item, end]) for item in items)
        return joined([self._head(tag, "SQ", _UNDEFINED), whole, self._mark(_SEQUENCE_END, 0)])

    def _head(self, tag: int, vr: str, length: int) -> bytes:
        if self.is_implicit:
            return self._mark(tag, length)
        if vr in _LONG:
            return self._tag(tag) + vr.encode() + struct.pack(f"{self.order}HI", 0, length)
        return self._tag(tag) + vr.encode() + struct.pack(f"{self.order}H", length)

    def _mark(self, tag: int, length: int) -> bytes:
        return self._tag(tag) + struct.pack(f"{self.order}I", length)

    def _tag(self, tag: int) -> bytes:
        return struct.pack(f"{self.order}HH", tag >> 16, tag & 0xFFFF)


def data_set(author: Author, order: str = "<", *, is_implicit: bool | None = None) -> Marked:
    """A data set with the identifier in an attribute made for it, a comment, a private one or one in a sequence."""
    implicit = author.chance.random() < 0.4 if is_implicit is None else is_implicit
    syntax = Syntax(order, is_implicit=implicit, has_ends=author.chance.random() < 0.5)
    way = author.chance.choice((_made_for_it, _made_for_it, _in_a_comment, _in_private, _in_a_sequence))
    elements = dict(way(author, syntax))
    encoding = next(mark.encoding for element in elements.values() for mark in element.marks)
    for keyword, value in (("SpecificCharacterSet", _CHARACTERS[encoding]), *_CLEAN):
        tag = _tag(keyword)
        elements.setdefault(tag, syntax.element(tag, dictionary_VR(tag), Marked(value)))
    return joined(elements[tag] for tag in sorted(elements))


def part_10(author: Author) -> Marked:
    """A DICOM file: preamble, mark, the transfer syntax, and a data set in it."""
    syntax = Syntax()
    told = syntax.element(0x0002_0010, "UI", Marked(LITTLE_EXPLICIT))
    length = syntax.element(0x0002_0000, "UL", Marked(struct.pack("<I", len(told))))
    return joined([PREAMBLE, length, told, data_set(author, is_implicit=False)])


def _tag(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag


def _made_for_it(author: Author, syntax: Syntax) -> list[tuple[int, Marked]]:
    if author.kind not in ATTRIBUTES:
        return _in_a_comment(author, syntax)
    keyword, form = author.chance.choice(ATTRIBUTES[author.kind])
    tag = _tag(keyword)
    return [(tag, syntax.element(tag, dictionary_VR(tag), author.value(tuple(_CHARACTERS), form)))]


def _in_a_comment(author: Author, syntax: Syntax) -> list[tuple[int, Marked]]:
    tag = _tag(author.chance.choice(_FREE))
    vr = dictionary_VR(tag)
    return [(tag, syntax.element(tag, vr, author.text(tuple(_CHARACTERS), room=_LONGEST.get(vr))))]


def _in_private(author: Author, syntax: Syntax) -> list[tuple[int, Marked]]:
    creator = syntax.element(_CREATOR, "LO", Marked(b"SIEMENS CSA HEADER"))
    vr = author.chance.choice(("LO", "UN", "LT", "OB"))
    text = author.text(tuple(_CHARACTERS), room=_LONGEST.get(vr))
    return [(_CREATOR, creator), (_PRIVATE, syntax.element(_PRIVATE, vr, text))]


def _in_a_sequence(author: Author, syntax: Syntax) -> list[tuple[int, Marked]]:
    tag = _tag(author.chance.choice(_SEQUENCES))
    inner = author.chance.choice((_made_for_it, _in_a_comment))(author, syntax)
    return [(tag, syntax.sequence(tag, [element for _, element in inner]))]
