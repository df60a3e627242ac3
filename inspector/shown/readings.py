"""As read by: what each known program makes of the geometry of a header."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from inspector.core.header import Header
from inspector.core.readers import READERS, SAME_MM, Reader, Reading, disagreement, off_by, readings
from inspector.core.words import counted
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
    def agree(self) -> bool:
        return not self.sentence and not any(row.reading.refuses for row in self.rows)

    @cached_property
    def _readings(self) -> tuple[Reading, ...]:
        return tuple(readings(self.header))
