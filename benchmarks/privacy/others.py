"""Files of other formats that lie beside images, with an identifier where their programs keep one."""

from __future__ import annotations

from typing import Final

from benchmarks.privacy.author import XML, Author
from benchmarks.privacy.marked import Marked, joined

_TEXT: Final = ("utf-8", "utf-8", "latin-1")
_LINE: Final = ("command", "note", "key", "label", "alone")
# Analyze 7.5 (dbh.h): offset and size of its text fields.
_ANALYZE: Final = {
    "db_name": (14, 18),
    "descrip": (148, 80),
    "aux_file": (228, 24),
    "generated": (263, 10),
    "scannum": (273, 10),
    "patient_id": (283, 10),
    "exp_date": (293, 10),
}
_ANALYZE_SIZE: Final = 348
_PAR: Final = {"name": "Patient name", "date": "Examination date/time", "dob": "Patient birth date"}


def par(author: Author) -> Marked:
    """The header of a Philips PAR file."""
    title = _PAR.get(author.kind, "Examination name")
    plant = author.value(_TEXT) if author.kind in _PAR else author.text(_TEXT, carriers=("alone", "note"))
    return joined(
        [
            b"# === DATA DESCRIPTION FILE ======================================\r\n#\r\n# === GENERAL INFORMATION\r\n",
            f".    {title:<35}:   ".encode(),
            plant,
            b"\r\n.    Max. number of slices/locations    :   9\r\n#sl ec dyn ph ty\r\n 1 1 1 1 0\r\n",
        ]
    )


def nrrd(author: Author) -> Marked:
    """A NRRD header with a key of its own or a comment, and data behind the empty line."""
    line = _of(author, (b"# ", b""), (b"content: ", b""), (b"note:=", b""))
    return joined(
        [
            b"NRRD0004\ntype: short\ndimension: 3\nsizes: 2 2 2\nencoding: raw\nendian: little\n",
            line,
            b"\n\n",
            _data(author, 16),
        ]
    )


def gifti(author: Author) -> Marked:
    """The metadata of a surface."""
    labelled = author.kind in ("name", "user", "date") and author.chance.random() < 0.5
    name = author.key() if labelled else author.chance.choice(("Description", "Provenance", "Comment"))
    value = author.value(XML) if labelled else author.text(XML)
    return joined(
        [
            b'<?xml version="1.0" encoding="UTF-8"?>\n<GIFTI Version="1.0" NumberOfDataArrays="0">\n',
            b"<MetaData><MD><Name>",
            name.encode(),
            b"</Name><Value>",
            value,
            b"</Value></MD></MetaData>\n<LabelTable/>\n</GIFTI>\n",
        ]
    )


def afni_head(author: Author) -> Marked:
    """A .HEAD file: each attribute with its type, name and count."""
    text = author.text(("utf-8",), carriers=_LINE)
    return joined(
        [
            b"\ntype = string-attribute\nname = TYPESTRING\ncount = 15\n'3DIM_HEAD_ANAT~\n",
            f"\ntype = string-attribute\nname = HISTORY_NOTE\ncount = {len(text) + 1}\n'".encode(),
            text,
            b"~\n\ntype = integer-attribute\nname = DATASET_RANK\ncount = 2\n 3 1\n",
        ]
    )


def meta_image(author: Author) -> Marked:
    """A MetaImage with a comment, and data behind its last line."""
    line = _of(author, (b"Comment = ", b""), (b"Name = ", b""), (b"AcquisitionNote = ", b""))
    return joined(
        [
            b"ObjectType = Image\nNDims = 3\n",
            line,
            b"\nDimSize = 2 2 2\nElementType = MET_SHORT\nElementDataFile = LOCAL\n",
            _data(author, 16),
        ]
    )


def mif(author: Author) -> Marked:
    """An MRtrix image with its history of commands."""
    line = _of(author, (b"command_history: ", b"  (version=3.0.4)"), (b"comments: ", b""))
    return joined(
        [
            b"mrtrix image\ndim: 2,2,2\nvox: 1,1,1\nlayout: +0,+1,+2\ndatatype: Int16LE\n",
            line,
            b"\nfile: . 256\nEND\n",
            _data(author, 16),
        ]
    )


def analyze(author: Author) -> Marked:
    """An Analyze 7.5 header, which keeps a patient's id and the day of the scan."""
    name, (at, size) = author.chance.choice(sorted(_ANALYZE.items()))
    header = Marked((348).to_bytes(4, "little").ljust(_ANALYZE_SIZE, b"\0"))
    header = header.over(32, Marked((16384).to_bytes(4, "little"))).over(38, Marked(b"r"))
    carriers = ("alone",) if name in ("patient_id", "exp_date") else _LINE
    return header.over(at, author.text(_TEXT, room=size, carriers=carriers))


def _of(author: Author, *lines: tuple[bytes, bytes]) -> Marked:
    before, behind = author.chance.choice(lines)
    return joined([before, author.text(_TEXT, carriers=_LINE), behind])


def _data(author: Author, count: int) -> bytes:
    return bytes(author.chance.choice((0, 1, 2, 255)) for _ in range(count))
