"""What is opened, and what other things are called when they are not: by content, never by name."""

import struct
from collections.abc import Callable
from typing import Final

FORMATS: Final = ("NIfTI-1", "NIfTI-2")
OPENED: Final = "NIfTI-1 and NIfTI-2 are opened here."

_Test = Callable[[bytes], bool]


def _starts(*marks: bytes) -> _Test:
    return lambda data: data.startswith(marks)


def _at(offset: int, mark: bytes) -> _Test:
    return lambda data: data[offset : offset + len(mark)] == mark


def _lower(data: bytes) -> bytes:
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _is_html(data: bytes) -> bool:
    return _lower(data).startswith((b"<!doctype", b"<html", b"<head", b"<body"))


def _is_gifti(data: bytes) -> bool:
    return _lower(data).startswith((b"<?xml", b"<gifti")) and b"<gifti" in data[:4096].lower()


def _is_xml(data: bytes) -> bool:
    return _lower(data).startswith(b"<?xml")


def is_mgh(data: bytes) -> bool:
    """Version 1, four dimensions of at least 1 and a known type, all big-endian 4-byte integers."""
    if len(data) < 24:
        return False
    version, *dims, kind = struct.unpack_from(">6i", data)
    return version == 1 and all(1 <= length < 1 << 24 for length in dims) and kind in range(11)


def is_afni_head(data: bytes) -> bool:
    return b"-attribute" in data[:256] and data.lstrip().startswith(b"type")


def _is_text(data: bytes) -> bool:
    sample = data[:512]
    return bool(sample.strip()) and all(byte >= 32 or byte in b"\t\r\n" for byte in sample) and _is_utf8(sample)


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


_NOT_IMAGES: Final[tuple[tuple[_Test, str], ...]] = (
    (
        _starts(b"version https://git-lfs"),
        'This is a git-LFS pointer of a few lines, not the image: fetch the image with "git lfs pull" first.',
    ),
    (_is_html, "This is an HTML page, probably an error page that was saved in place of the image."),
    (_is_gifti, "This is a GIFTI surface."),
    (_is_xml, "This is an XML document."),
    (_at(128, b"DICM"), "This is a DICOM file."),
    (_starts(b"NRRD000"), "This is an NRRD image."),
    (_starts(b"ObjectType", b"NDims"), "This is a MetaImage header (.mhd or .mha)."),
    (_starts(b"mrtrix image"), "This is an MRtrix image (.mif)."),
    (_starts(b"\x89HDF\r\n\x1a\n"), "This is an HDF5 file, perhaps a MINC 2 image."),
    (_starts(b"CDF\x01", b"CDF\x02"), "This is a netCDF file, perhaps a MINC 1 image."),
    (is_afni_head, "This is the .HEAD of an AFNI dataset (.HEAD and .BRIK)."),
    (_starts(b"# === DATA DESCRIPTION FILE"), "This is a Philips PAR header (PAR and REC)."),
    (_starts(b"\x1f\x8b"), "This is gzip data inside what was unpacked already, or not unpacked yet."),
    (_starts(b"BZh"), "This is bzip2 data inside what was unpacked already, or not unpacked yet."),
    (_starts(b"PK\x03\x04", b"PK\x05\x06"), "This is a zip archive: unpack it and take the images inside."),
    (_starts(b"\xfd7zXZ\x00"), "This is an xz archive: unpack it first."),
    (_starts(b"(\xb5/\xfd"), "This is Zstandard data: unpack it first."),
    (_starts(b"7z\xbc\xaf'\x1c"), "This is a 7-Zip archive: unpack it and take the images inside."),
    (_at(257, b"ustar"), "This is a tar archive: unpack it and take the images inside."),
    (_starts(b"\x89PNG"), "This is a PNG picture."),
    (_starts(b"\xff\xd8\xff"), "This is a JPEG picture."),
    (_starts(b"GIF8"), "This is a GIF picture."),
    (_starts(b"II*\x00", b"MM\x00*"), "This is a TIFF picture."),
    (_starts(b"BM\x36"), "This is a BMP picture."),
    (_starts(b"%PDF-"), "This is a PDF document."),
    (_starts(b"TRACK\x00", b"mrtrix tracks"), "This is a file of fibre tracks."),
    (is_mgh, "This is an MGH image of FreeSurfer."),
    (_is_text, "This is a text file."),
)


def what_it_is(data: bytes) -> str | None:
    """A sentence naming what the first bytes of a file are, when that is something else than NIfTI."""
    return next((f"{sentence} {OPENED}" for test, sentence in _NOT_IMAGES if test(data)), None)
