"""C: the file around the header: its size, its parts, its byte order."""

import struct
from typing import Final

from inspector.core.header import FLAG
from inspector.core.rules.rule import Facts, Found, Rule
from inspector.core.words import counted

_MAX_BYTES: Final = 2**63
_END_OF_LINE: Final = b"\r\n\x1a\n"


def _header_is_whole(facts: Facts) -> Found | None:
    header = facts.header
    if header.paired or len(header.data) >= header.fixed_size + FLAG:
        return None
    return Found(
        f"The file ends after {counted(len(header.data), 'byte')}; "
        f"a {header.format} file has at least {header.fixed_size + FLAG} before its voxels."
    )


def _pair_is_complete(facts: Facts) -> Found | None:
    if not facts.header.paired or facts.image_found is not False:
        return None
    return Found("This is the .hdr of a pair, and there is no .img of the same name beside it.")


def _size_is_stated(facts: Facts) -> Found | None:
    stored, header = facts.number("sizeof_hdr"), facts.header
    if stored in (348, 540) or _swapped(stored, header.byteorder) == header.fixed_size:
        return None
    return Found(f"sizeof_hdr is {stored}; a {header.format} header has {header.fixed_size} bytes.")


def _one_byte_order(facts: Facts) -> Found | None:
    header = facts.header
    if _swapped(facts.number("sizeof_hdr"), header.byteorder) != header.fixed_size:
        return None
    other = "big" if header.byteorder == "<" else "little"
    return Found(f"sizeof_hdr is {other}-endian and dim is {header.endianness}-endian.")


def _swapped(number: int, byteorder: str) -> int:
    other = ">" if byteorder == "<" else "<"
    return int(struct.unpack(f"{other}i", struct.pack(f"{byteorder}i", number))[0])


def _big_endian(facts: Facts) -> Found | None:
    return Found("The file is big-endian; edits keep it so.") if facts.header.byteorder == ">" else None


def _voxels_are_there(facts: Facts) -> Found | None:
    needed, there = facts.header.voxel_bytes, _room(facts)
    if needed is None or there is None or needed <= there:
        return None
    where = "the .img holds" if facts.header.paired else "the file holds"
    return Found(f"dim and datatype need {counted(needed, 'byte')} of voxels; {where} {there:,}.")


def _nothing_after_voxels(facts: Facts) -> Found | None:
    needed, there = facts.header.voxel_bytes, _room(facts)
    if needed is None or there is None or there <= needed:
        return None
    return Found(f"The file goes on for {counted(there - needed, 'byte')} after the last voxel.")


def _room(facts: Facts) -> int | None:
    """Bytes from the first voxel to the end."""
    length = facts.block_length
    return None if length is None else length - facts.header.voxel_start(length)


def _size_can_be(facts: Facts) -> Found | None:
    needed = facts.header.voxel_bytes
    if needed is None or needed < _MAX_BYTES:
        return None
    return Found(f"dim and datatype ask for {needed:.3g} bytes of voxels, more than any computer can count.")


def _line_ends_survived(facts: Facts) -> Found | None:
    mark = facts.header.raw("magic")[4:8]
    if facts.header.version != 2 or mark == _END_OF_LINE:
        return None
    return Found(
        f"The magic goes on with {mark.hex(' ')} where NIfTI-2 has 0d 0a 1a 0a.",
        severity=None if any(mark) else "warning",
    )


RULES: Final = (
    Rule(
        "C1",
        "header-cut-short",
        "error",
        (),
        _header_is_whole,
        expects="The file is long enough for its header and the four flag bytes after it.",
        why="Readers take the missing bytes from nowhere or refuse the file.",
        source="nifti1.h; nifti_tool",
    ),
    Rule(
        "C6",
        "image-of-the-pair-missing",
        "error",
        (),
        _pair_is_complete,
        expects="The .hdr of a pair has its .img beside it.",
        why="The voxels are in the .img: without it there is no image.",
        source="nifti1.h",
    ),
    Rule(
        "C7",
        "wrong-header-size",
        "error",
        ("sizeof_hdr",),
        _size_is_stated,
        expects="sizeof_hdr is 348 in NIfTI-1 and 540 in NIfTI-2.",
        why="Programs tell format and byte order by it: FSL and AFNI refuse the file, nibabel repairs it silently.",
        source="nifti1.h, nifti2.h; nibabel; nifti_tool",
    ),
    Rule(
        "C8",
        "mixed-byte-order",
        "error",
        ("sizeof_hdr", "dim"),
        _one_byte_order,
        expects="All numbers of the header have one byte order.",
        why="Some programs go by sizeof_hdr and some by dim[0], so that they read different numbers.",
        source="nifti1.h, nifti2.h; nifti_tool",
    ),
    Rule(
        "C9",
        "big-endian",
        "info",
        (),
        _big_endian,
        expects="Most files of today are little-endian; both orders are right.",
        why="Every NIfTI program reads both.",
        source="nifti1.h",
    ),
    Rule(
        "C10",
        "voxels-missing",
        "error",
        ("dim", "datatype"),
        _voxels_are_there,
        expects="The file holds as many bytes of voxels as dim and datatype ask for.",
        why="The image is cut off, or its shape is wrong. nibabel fails when it reaches the voxels, others show black.",
        source="nifti1.h",
    ),
    Rule(
        "C11",
        "bytes-after-voxels",
        "warning",
        (),
        _nothing_after_voxels,
        expects="Nothing follows the last voxel.",
        why="No program reads these bytes, but they are copied along; text about a person can hide there.",
        source="measured",
    ),
    Rule(
        "C12",
        "impossible-size",
        "error",
        ("dim", "datatype"),
        _size_can_be,
        expects="The voxels fit into a file.",
        why="Programs overflow while they compute the size; some then read at a wrong place.",
        source="our own; seen in fuzzed files",
    ),
    Rule(
        "C13",
        "line-ends-changed",
        "error",
        ("magic",),
        _line_ends_survived,
        expects="The magic of NIfTI-2 ends in 0d 0a 1a 0a, which shows that no program changed line ends on the way.",
        why="A transfer as text has probably damaged the voxels too. nibabel and nifti_tool complain.",
        source="nifti2.h; nibabel",
    ),
)
