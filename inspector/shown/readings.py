"""As read by: what each known program makes of the geometry of a header."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core.header import Header
from inspector.core.readers import READERS, SAME_MM, Reader, Reading, disagreement, off_by, readings
from inspector.core.words import counted, listed
from inspector.shown.geometry import sizes_text


@dataclass(frozen=True)
class ReadingRow:
    """One program. `off` is how far, in mm, it puts a corner from where the affine in use does."""

    reader: Reader
    reading: Reading
    off: float | None

    @property
    def voxel(self) -> str:
        return sizes_text(self.reading.voxel_sizes) if self.reading.voxel_sizes else "not known"

    @property
    def distance(self) -> str:
        if self.off is None:
            return "not known"
        return "0" if self.off < SAME_MM else f"{self.off:,.2f}" if self.off < 10 else f"{self.off:,.0f}"

    @property
    def differs(self) -> bool:
        return bool(self.reading.refuses) or self.off is None or self.off >= SAME_MM

    @property
    def told(self) -> str:
        """What it does with the file, in a few words."""
        if self.reading.refuses:
            return "refuses the file"
        form = "no form" if self.reading.source == "neither" else f"the {self.reading.source}"
        return f"{form}, axes {self.reading.axis_codes or 'not known'}, voxels {self.voxel} mm"

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.reading.refuses,) if self.reading.refuses else self.reading.notes


@dataclass(frozen=True)
class Readings:
    """All programs, and one sentence where they do not agree."""

    header: Header

    @cached_property
    def rows(self) -> list[ReadingRow]:
        found = {reading.reader: reading for reading in self._readings}
        return [ReadingRow(reader, found[reader.key], off_by(self.header, found[reader.key])) for reader in READERS]

    @property
    def sentence(self) -> str:
        return disagreement(self._readings, self.header.shape)

    @property
    def verdict(self) -> str:
        refusing = sum(bool(row.reading.refuses) for row in self.rows)
        if refusing:
            return f"{refusing} of {counted(len(self.rows), 'program')} refuse{'s' if refusing == 1 else ''}"
        return "they differ" if self.sentence else "all agree"

    @property
    def look(self) -> tuple[str, str]:
        """Icon and class of the verdict."""
        if any(row.reading.refuses for row in self.rows):
            return "error", "error"
        return ("warn", "warn") if self.sentence else ("check", "ok")

    @cached_property
    def _readings(self) -> tuple[Reading, ...]:
        return tuple(readings(self.header))


@dataclass(frozen=True)
class Mind:
    """Programs that read the image in one way before a change, and in another one after it."""

    names: str
    before: str
    after: str


@dataclass(frozen=True)
class Minds:
    """The programs that a change makes read the image in another way. That it moves is no other way."""

    before: Header
    after: Header

    @cached_property
    def changed(self) -> list[Mind]:
        found: dict[tuple[str, str], list[str]] = {}
        for old, new in zip(Readings(self.before).rows, self.then.rows, strict=True):
            if old.told != new.told:
                found.setdefault((old.told, new.told), []).append(old.reader.name)
        return [Mind(listed(names, "and"), *both) for both, names in found.items()]

    @cached_property
    def then(self) -> Readings:
        """All programs afterwards."""
        return Readings(self.after)
