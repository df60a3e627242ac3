"""The words of the rules: what a rule is, what it looks at, and what it says.

A rule looks at `Facts` and says nothing or one thing (`Found`); it never repairs. A finding is that sentence with
everything a person needs beside it. A fix is an ordinary edit that would resolve the finding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from inspector.core.codes import SPACE_UNITS, TIME_UNITS
from inspector.core.geometry import MILLIMETRES, Geometry
from inspector.core.header import Header
from inspector.core.meaning import unit
from inspector.core.words import json_value

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
CIFTI: Final = range(3000, 3013)


@dataclass(frozen=True, slots=True)
class GzipFacts:
    """The head and the end of a gzip file. `members` and `trailing` are None when nobody read up to the end."""

    name: str = ""
    comment: str = ""
    mtime: int = 0
    members: int | None = None
    trailing: int | None = None


@dataclass(frozen=True)
class Facts:
    """A header and what is known of the file around it; None is not known, and rules that need it say nothing.

    `name` is the name of the file, `compression` "none", "gzip" or "bzip2". `block_length` counts the unpacked bytes
    after the header, or of the whole .img of a pair. `damage` is a sentence when the file could not be unpacked to
    its end. `image_found` says whether the .img of a pair is there. `gzip` is of the file with the header, `image_gzip`
    of the .img of a pair.
    """

    header: Header
    name: str | None = None
    compression: str | None = None
    block_length: int | None = None
    gzip: GzipFacts | None = None
    image_gzip: GzipFacts | None = None
    damage: str | None = None
    image_found: bool | None = None

    @cached_property
    def geometry(self) -> Geometry:
        return Geometry.of(self.header)

    @cached_property
    def numbers(self) -> Mapping[str, tuple[Any, ...]]:
        """The stored numbers of every field that is not a text."""
        return {each.name: self.header.numbers(each.name) for each in self.header.fields if not each.is_text}

    def number(self, name: str) -> Any:
        return self.numbers[name][0]

    @property
    def axes(self) -> int:
        """How many axes in space there are, 0 to 3."""
        return min(len(self.header.shape), 3)

    @property
    def volumes(self) -> int:
        """Length of the fourth axis; 1 when there is none."""
        return self.length(4)

    def length(self, axis: int) -> int:
        """Voxels along an axis, counted from 1; 1 for an axis that the image does not have."""
        shape = self.header.shape
        return shape[axis - 1] if axis <= len(shape) else 1

    @property
    def pixdim(self) -> tuple[float, ...]:
        return self.numbers["pixdim"]

    @property
    def is_cifti(self) -> bool:
        """Its rows and columns are no places in space, so that what is said of space means nothing."""
        return self.number("intent_code") in CIFTI

    @property
    def space(self) -> str:
        """The unit of space for a sentence; mm when it is unknown, as most programs take it."""
        code = SPACE_UNITS.get(self.number("xyzt_units") & 0o07)
        return unit(code.label) if code and code.number else "mm"

    @property
    def millimetres(self) -> float:
        """How many millimetres the stored unit of space is; 1 when it is unknown."""
        return MILLIMETRES.get(self.number("xyzt_units") & 0o07, 1.0)

    @property
    def time(self) -> str:
        code = TIME_UNITS.get(self.number("xyzt_units") & 0o70)
        return unit(code.label if code else "unknown")

    def named(self, *endings: str) -> bool:
        """Whether the name of the file, without .nii or the like, ends in one of these."""
        stem = (self.name or "").lower().removesuffix(".gz").rpartition(".")[0]
        return stem.endswith(endings)


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that would resolve a finding: what the button says, and the values to set."""

    title: str
    set: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule has to say. `fields` and `severity` when they differ from those of the rule."""

    message: str
    fields: tuple[str, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what a sound header does (`expects`), `why` it matters where it does not, and the `source` of it."""

    id: str
    name: str
    severity: Severity
    fields: tuple[str, ...]
    check: Callable[[Facts], Found | None] = field(repr=False)
    expects: str
    why: str
    source: str


@dataclass(frozen=True)
class Finding:
    """What a rule found in one image. A fix is tried before it is offered, and only when somebody asks for it."""

    rule: str
    name: str
    severity: Severity
    fields: tuple[str, ...]
    message: str
    why: str
    source: str
    offered: Callable[[], Fix | None] = field(repr=False, compare=False)

    @cached_property
    def fix(self) -> Fix | None:
        """An edit that resolves the finding and brings no new error; None when there is no honest one."""
        return self.offered()

    def as_json(self) -> dict[str, Any]:
        """The shape that programs read. Numbers that are not finite are strings."""
        return {
            "rule": self.rule,
            "name": self.name,
            "severity": self.severity,
            "fields": list(self.fields),
            "message": self.message,
            "why": self.why,
            "source": self.source,
            "fix": self.fix
            and {
                "title": self.fix.title,
                "set": {name: json_value(value) for name, value in self.fix.set.items()},
            },
        }


def replaced(numbers: tuple[Any, ...], values: Mapping[int, Any]) -> list[Any]:
    """The numbers of an array with some of them replaced, by index."""
    return [values.get(index, number) for index, number in enumerate(numbers)]
