"""Profiles: how severe each rule is for the programs that come next. A profile never changes what is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from inspector.core.rules.rule import Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """A name, what it is for, and the severities that differ from those of the rules, by rule id."""

    name: str
    title: str
    about: str
    severities: Mapping[str, Severity]


def _profile(name: str, title: str, about: str, *, error: str = "", warning: str = "", info: str = "") -> Profile:
    groups: tuple[tuple[Severity, str], ...] = (("error", error), ("warning", warning), ("info", info))
    return Profile(name, title, about, MappingProxyType({rule: level for level, ids in groups for rule in ids.split()}))


_ALL: Final = (
    _profile("default", "Any program", "What most programs stumble over."),
    _profile(
        "bids",
        "BIDS",
        "What the BIDS validator refuses.",
        error="P1 P3 P9 X1 D13 D14",
        warning="P8",
    ),
    _profile(
        "itk",
        "ITK, ANTs, Slicer",
        "ITK wants axes at right angles, and takes voxel sizes from pixdim.",
        error="P1 S5 S6 X5 D10",
        warning="S7 I9",
    ),
    _profile("fsl", "FSL", "FSL wants finite scaling and one handedness.", error="P1 R1 X1", warning="D5"),
    _profile("spm", "SPM", "SPM maps voxels into memory and reads the sform.", warning="O3 D5"),
    _profile(
        "freesurfer",
        "FreeSurfer",
        "FreeSurfer builds on voxel sizes and an orientation; its own long vectors are welcome.",
        error="P1 X1",
        info="D3",
    ),
    _profile(
        "release",
        "Before giving it away",
        "Where text about a person can hide is an error.",
        error="C3 C4 C11 I7 I8 A3 O13",
        warning="A2",
    ),
)
PROFILES: Final[Mapping[str, Profile]] = MappingProxyType({profile.name: profile for profile in _ALL})
