"""O: where the voxels begin, and the extensions and gaps before them."""

import math
from typing import Final

from inspector.core.codes import EXTENSIONS
from inspector.core.header import FLAG
from inspector.core.rules.rule import Facts, Found, Rule
from inspector.core.words import counted, format_float, listed

_PICKLE: Final = 16


def _offset(facts: Facts) -> float:
    return float(facts.number("vox_offset"))


def _first_possible(facts: Facts) -> int:
    return facts.header.fixed_size + FLAG


def _is_after_header(facts: Facts) -> Found | None:
    offset, first = _offset(facts), _first_possible(facts)
    if facts.header.paired or not math.isfinite(offset) or offset >= first:
        return None
    return Found(
        f"vox_offset is {format_float(offset)}; the voxels of one file begin at byte {first} or later.",
        severity="warning" if offset == 0 else "error",
    )


def _is_zero_in_pair(facts: Facts) -> Found | None:
    offset = _offset(facts)
    if not facts.header.paired or not math.isfinite(offset) or offset == 0:
        return None
    return Found(f"vox_offset is {format_float(offset)}; the voxels of a pair usually begin at byte 0 of the .img.")


def _is_multiple_of_16(facts: Facts) -> Found | None:
    offset = _offset(facts)
    if facts.header.paired or not math.isfinite(offset) or offset % 16 == 0 or offset < _first_possible(facts):
        return None
    return Found(f"vox_offset is {format_float(offset)}, not a multiple of 16.")


def _is_whole(facts: Facts) -> Found | None:
    offset = _offset(facts)
    if math.isfinite(offset) and offset == int(offset):
        return None
    return Found(f"vox_offset is {format_float(offset)}, not a whole number of bytes.")


def _flag_is_known(facts: Facts) -> Found | None:
    flag = facts.header.extension_flag
    if len(flag) < FLAG or flag in (b"\0\0\0\0", b"\1\0\0\0"):
        return None
    return Found(
        f"The four flag bytes after the header are {flag.hex(' ')}; the standard has 00 00 00 00 and 01 00 00 00."
    )


def _flag_is_there(facts: Facts) -> Found | None:
    if not facts.header.paired or len(facts.header.data) >= _first_possible(facts):
        return None
    return Found(f"The .hdr has {len(facts.header.data)} bytes, without the four flag bytes: no extensions.")


def _extensions_are_aligned(facts: Facts) -> Found | None:
    odd = [each for each in facts.header.extensions if each.size % 16]
    if not odd:
        return None
    told = listed([f"extension {each.index + 1} has {each.size:,}" for each in odd[:3]], "and")
    return Found(f"Sizes of extensions are multiples of 16 bytes; {told}.")


def _extensions_fill_header(facts: Facts) -> Found | None:
    problem = facts.header.extension_problem
    return Found(problem) if problem else None


def _extensions_are_known(facts: Facts) -> Found | None:
    odd = [each for each in facts.header.extensions if EXTENSIONS.get(each.code) is None]
    if not odd:
        return None
    told = listed([f"extension {each.index + 1} has {each.code}" for each in odd[:3]], "and")
    return Found(f"No program has registered this code of an extension: {told}.")


def _no_pickles(facts: Facts) -> Found | None:
    pickled = [each for each in facts.header.extensions if each.code == _PICKLE]
    if not pickled:
        return None
    return Found(f"Extension {pickled[0].index + 1} holds pickled Python objects ({counted(pickled[0].size, 'byte')}).")


def _gap_is_empty(facts: Facts) -> Found | None:
    gap = facts.header.gap
    if facts.header.extension_problem or not any(gap):
        return None
    used = len(gap) - gap.count(0)
    return Found(f"Between the extensions and the voxels, {used} of {counted(len(gap), 'byte')} are not zero.")


RULES: Final = (
    Rule(
        "O1",
        "voxels-begin-in-header",
        "error",
        ("vox_offset",),
        _is_after_header,
        expects="vox_offset of a single file is at least 352 (NIfTI-1) or 544 (NIfTI-2).",
        why="nibabel does not open the file; the C library takes the smallest possible offset.",
        source="nifti1.h; nibabel; measured",
    ),
    Rule(
        "O2",
        "offset-in-pair",
        "warning",
        ("vox_offset",),
        _is_zero_in_pair,
        expects="vox_offset of a pair is 0.",
        why="Some programs skip so many bytes of the .img and find it too short; others begin at 0.",
        source="nifti1.h; measured with a pair written by MRtrix",
    ),
    Rule(
        "O3",
        "offset-not-aligned",
        "info",
        ("vox_offset",),
        _is_multiple_of_16,
        expects="vox_offset is a multiple of 16.",
        why="SPM cannot map the voxels of such a file into memory.",
        source="nifti1.h; nibabel; SPM",
    ),
    Rule(
        "O4",
        "offset-not-whole",
        "error",
        ("vox_offset",),
        _is_whole,
        expects="vox_offset is a whole number.",
        why="Programs round it differently, so that voxels are read from different bytes.",
        source="nifti1.h",
    ),
    Rule(
        "O5",
        "odd-extension-flag",
        "warning",
        (),
        _flag_is_known,
        expects="The four bytes after the header are 0 0 0 0, or 1 0 0 0 when extensions follow.",
        why="The standard gives other values no meaning; programs differ in whether they look for extensions.",
        source="nifti1.h",
    ),
    Rule(
        "O6",
        "no-extension-flag",
        "info",
        (),
        _flag_is_there,
        expects="A .hdr has four bytes after the header, or none.",
        why="It is legal: absent bytes count as zero.",
        source="nifti1.h",
    ),
    Rule(
        "O7",
        "extension-not-aligned",
        "warning",
        (),
        _extensions_are_aligned,
        expects="The size of an extension is a multiple of 16.",
        why="nibabel warns and the C library skips the extension.",
        source="nifti1.h; nifti_tool; nibabel",
    ),
    Rule(
        "O8",
        "extensions-do-not-fit",
        "error",
        ("vox_offset",),
        _extensions_fill_header,
        expects="The extensions end exactly where the voxels, or the .hdr, do.",
        why="nibabel does not open the file; by the standard all extensions are then ignored.",
        source="nifti1.h; measured",
    ),
    Rule(
        "O9",
        "unknown-extension",
        "warning",
        (),
        _extensions_are_known,
        expects="The code of an extension is an even number from 0 to 44.",
        why="Programs pass it on or drop it; nobody can say what it holds.",
        source="nifti_tool; nibabel; NIfTI registry",
    ),
    Rule(
        "O10",
        "pickled-extension",
        "error",
        (),
        _no_pickles,
        expects="No extension holds pickled Python objects.",
        why="To load them runs whatever code they name. They are never loaded here.",
        source="our own",
    ),
    Rule(
        "O13",
        "bytes-before-voxels",
        "warning",
        (),
        _gap_is_empty,
        expects="Bytes between the header and the voxels that belong to no extension are zero.",
        why="No program shows them, but they are copied along; text about a person can hide there.",
        source="our own",
    ),
)
