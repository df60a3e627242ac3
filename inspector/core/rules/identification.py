"""I: what marks the header as NIfTI, and the fields that Analyze 7.5 left behind."""

from typing import Any, Final

from inspector.core.formats.nifti import PAIR, SINGLE, has_magic
from inspector.core.rules.rule import Facts, Fix, Found, Rule
from inspector.core.words import counted, listed

_VERSION_OF_SIZE: Final = {348: 1, 540: 2}


def _magic_is_known(facts: Facts) -> Found | None:
    header = facts.header
    if has_magic(header.data, header.version):
        return None
    known = [mark[:3].decode() for mark in (SINGLE[header.version], PAIR[header.version])]
    return Found(f"The magic is {header.raw('magic')[:4].hex(' ')}; {header.format} has {listed(known)} and a NUL.")


def _magic_fits_container(facts: Facts) -> Found | None:
    header = facts.header
    magic = has_magic(header.data, header.version)
    if magic is None or (magic == PAIR[header.version]) == header.paired:
        return None
    if header.paired:
        return Found(f"The magic {magic[:3].decode()} says one file, but this is the .hdr of a pair.")
    return Found(f"The magic {magic[:3].decode()} says a pair, but the voxels are in this file.")


def _versions_agree(facts: Facts) -> Found | None:
    header, size = facts.header, facts.number("sizeof_hdr")
    by_size = _VERSION_OF_SIZE.get(size)
    if by_size in (None, header.version):
        return None
    return Found(f"sizeof_hdr {size} says NIfTI-{by_size}, the magic says {header.format}.")


def _regular(facts: Facts) -> Found | None:
    stored = facts.header.raw("regular") if facts.header.version == 1 else b"r"
    if stored in (b"r", b"\0"):
        return None
    return Found(f"regular is {stored!r}; Analyze 7.5 had 'r'.", fix=Fix("Write r", {"regular": "r"}))


def _extents(facts: Facts) -> Found | None:
    if facts.header.version != 1 or (stored := facts.number("extents")) in (0, 16384):
        return None
    return Found(f"extents is {stored}; Analyze 7.5 had 16384.", fix=Fix("Write 16384", {"extents": 16384}))


def _legacy_is_empty(facts: Facts) -> Found | None:
    header = facts.header
    if header.version != 1:
        return None
    texts: dict[str, Any] = {name: "" for name in ("data_type", "db_name") if any(header.raw(name))}
    numbers = {name: 0 for name in ("session_error", "glmax", "glmin") if facts.number(name)}
    if facts.numbers["dim"][1] == -1:
        # FreeSurfer keeps the length of a long vector there.
        numbers.pop("glmin", None)
    used = texts | numbers
    if not used:
        return None
    told = [f"{name} {header.value(name)!r}" for name in used]
    return Found(f"Not empty: {listed(told, 'and')}.", tuple(used), Fix("Empty them", used))


def _spare_is_empty(facts: Facts) -> Found | None:
    if facts.header.version != 2 or not any(stored := facts.header.raw("unused_str")):
        return None
    used = len(stored) - stored.count(0)
    return Found(
        f"unused_str is not zero: {used} of its {counted(len(stored), 'byte')}.",
        fix=Fix("Empty it", {"unused_str": ""}),
    )


def _version_is_read_widely(facts: Facts) -> Found | None:
    return Found("The file is NIfTI-2.") if facts.header.version == 2 and not facts.is_cifti else None


RULES: Final = (
    Rule(
        "I1",
        "unknown-magic",
        "error",
        ("magic",),
        _magic_is_known,
        expects="The magic is n+1 or ni1 in NIfTI-1, n+2 or ni2 in NIfTI-2, and a NUL.",
        why="nibabel cannot work out the file type; ITK reads the file as Analyze and loses the orientation.",
        source="nifti1.h, nifti2.h; nibabel; nifti_tool; measured",
    ),
    Rule(
        "I2",
        "magic-and-container-differ",
        "error",
        ("magic",),
        _magic_fits_container,
        expects="n+ marks a single file, ni the .hdr of a pair.",
        why="Programs look for the voxels in the wrong file, or at the wrong place.",
        source="nifti1.h",
    ),
    Rule(
        "I4",
        "versions-differ",
        "error",
        ("sizeof_hdr", "magic"),
        _versions_agree,
        expects="sizeof_hdr and the magic speak of the same version of NIfTI.",
        why="Programs go by one or the other and read quite different fields.",
        source="nifti_tool",
    ),
    Rule(
        "I5",
        "odd-regular",
        "info",
        ("regular",),
        _regular,
        expects="regular is r or empty.",
        why="Only programs of the Analyze and SPM2 era look at it.",
        source='nifti1.h, "unused fields"',
    ),
    Rule(
        "I6",
        "odd-extents",
        "info",
        ("extents",),
        _extents,
        expects="extents is 16384 or 0.",
        why="Only programs of the Analyze era look at it.",
        source='nifti1.h, "unused fields"',
    ),
    Rule(
        "I7",
        "legacy-fields-in-use",
        "info",
        ("data_type", "db_name", "session_error", "glmax", "glmin"),
        _legacy_is_empty,
        expects="The fields that NIfTI does not use are empty.",
        why="NIfTI programs ignore them, so nobody sees what they hold. Some converters write a patient's name there.",
        source='nifti1.h, "unused fields"',
    ),
    Rule(
        "I8",
        "spare-bytes-in-use",
        "info",
        ("unused_str",),
        _spare_is_empty,
        expects="The spare bytes at the end of a NIfTI-2 header are zero.",
        why="Programs ignore them, so nobody sees what they hold.",
        source="nifti2.h",
    ),
    Rule(
        "I9",
        "nifti-2",
        "info",
        (),
        _version_is_read_widely,
        expects="The file is NIfTI-1, unless an axis is longer than 32,767 voxels.",
        why="nibabel, FSL, AFNI and MRtrix read NIfTI-2; ITK (ANTs, Slicer) as commonly built does not.",
        source="measured with ITK 5.4",
    ),
)
