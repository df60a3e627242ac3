"""Files that are no NIfTI image, told by their content: what their own format says of each byte."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from inspector.core.extensions.part import Unreadable
from inspector.core.ledger.formats.afni import AFNI
from inspector.core.ledger.formats.analyze import ANALYZE
from inspector.core.ledger.formats.documents import JSON, XML
from inspector.core.ledger.formats.format import AFTER, Format, Inside
from inspector.core.ledger.formats.metaimage import METAIMAGE
from inspector.core.ledger.formats.mgh import MGH
from inspector.core.ledger.formats.mrtrix import MRTRIX
from inspector.core.ledger.formats.netcdf import NETCDF
from inspector.core.ledger.formats.nrrd import NRRD
from inspector.core.ledger.formats.par import PAR
from inspector.core.ledger.formats.tables import TABLE
from inspector.core.ledger.span import Bytes, Layer, Track
from inspector.core.ledger.stretches import lay_region

PROBE: Final = 4096
INSIDE: Final = "packed inside"
_DICOM_MARK, _DICOM_AT = b"DICM", 128


# Loading pydicom takes a fifth of every start, and few files are DICOM.
def _lay_dicom(track: Track, source: Bytes) -> Inside | None:
    from inspector.core.ledger.formats import dicom

    return dicom.lay_file(track, source)


def _lay_data_set(track: Track, source: Bytes) -> Inside | None:
    from inspector.core.ledger.formats import dicom

    return dicom.lay_alone(track, source)


def _is_dicom(first: bytes) -> bool:
    return first[_DICOM_AT : _DICOM_AT + len(_DICOM_MARK)] == _DICOM_MARK


def _may_be_data_set(first: bytes) -> bool:
    """Whether it begins with a tag of a group that comes first."""
    return len(first) >= 8 and first[:2] in (b"\x02\0", b"\x08\0", b"\0\x08")


FORMATS: Final = (
    Format("DICOM", _is_dicom, _lay_dicom),
    MGH,
    ANALYZE,
    NETCDF,
    NRRD,
    METAIMAGE,
    MRTRIX,
    PAR,
    AFNI,
    XML,
    JSON,
    TABLE,
    Format("DICOM", _may_be_data_set, _lay_data_set),
)
"""What is looked for, in this order."""


def layers(file: str, title: str, source: Bytes) -> tuple[Layer, ...]:
    """The layer of a file in one of the formats, and that of what is packed inside; none for a file in no format."""
    first = source.read(0, PROBE)
    for format in FORMATS:
        if format.claims(first):
            with suppress(Unreadable):
                return _laid(file, title, source, format)
    return ()


def _laid(file: str, title: str, source: Bytes, format: Format) -> tuple[Layer, ...]:
    track = Track()
    inside = format.lay(track, source)
    lay_region(track, source, track.at, source.length, format.title, AFTER)
    outside = track.layer(file, title, source)
    if inside is None:
        return (outside,)
    inner, content = inside
    return outside, inner.layer(file, INSIDE, content)
