"""What every page of an image shows on top: its name, its facts, its tabs, how to download it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User

from inspector import downloads
from inspector.core.geometry import Geometry
from inspector.core.header import Header
from inspector.core.meaning import unit
from inspector.core.words import format_float, listed
from inspector.models import Image, State
from inspector.shown.geometry import sizes_text
from inspector.shown.people import called
from inspector.shown.signoffs import Standing


@dataclass(frozen=True)
class Conversion:
    """A download in the other version of NIfTI, and the fields that are left out because it lacks them."""

    version: int
    without: tuple[str, ...]

    @property
    def query(self) -> str:
        return f"version={self.version}" + (f"&without={','.join(self.without)}" if self.without else "")

    @property
    def note(self) -> str:
        if not self.without:
            return ""
        return f"; NIfTI-{self.version} has no field {listed(self.without)}, so what is stored there is left out"


@dataclass(frozen=True)
class Head:
    """The head of an image page."""

    image: Image
    tab: str
    person: User

    @property
    def by(self) -> str:
        """Who made the current revision."""
        return called(self.image.changed_by, self.person)

    @property
    def standing(self) -> Standing:
        """How far its review is."""
        return Standing(self.image, self.person)

    @property
    def may_be_released(self) -> bool:
        """Whether the dataset's rule lets the current revision leave for a release."""
        return self.image.state == State.REVIEWED or not self.image.dataset.release_needs_review

    @cached_property
    def threads(self) -> int:
        """How many threads of comments are open."""
        return self.image.comments.filter(thread=None, resolved_at=None).count()

    @property
    def found(self) -> int:
        """How many findings of the privacy check are open; 0 where nobody looked yet."""
        image = self.image
        return (image.high or 0) + (image.medium or 0) + (image.review or 0)

    @property
    def header(self) -> Header:
        return self.image.header

    @property
    def space(self) -> str:
        """How many voxels there are along the axes of space."""
        return " × ".join(str(length) for length in self.header.shape[:3])

    @property
    def volumes(self) -> str:
        return "".join(f" × {length}" for length in self.header.shape[3:])

    @property
    def voxel(self) -> str:
        return sizes_text(Geometry.of(self.header).voxel_sizes)

    @property
    def unit(self) -> str:
        return unit(self.header.units[0])

    @property
    def repetition(self) -> str:
        """The time between volumes with its unit; empty when there is one volume or it is 0."""
        if len(self.header.shape) < 4 or self.header.shape[3] < 2:
            return ""
        step = self.header.numbers("pixdim")[4]
        return f"{format_float(step)} {unit(self.header.units[1])}" if step else ""

    @property
    def axis_codes(self) -> str | None:
        return Geometry.of(self.header).axis_codes

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """Each kind of download: what it is called in an address, what it is, and how it comes."""
        parts = ((kind, words.partition(", ")) for kind, words in downloads.kinds(self.image).items())
        return [(kind, title, note) for kind, (title, _, note) in parts]

    @property
    def conversion(self) -> Conversion | None:
        """The single file in the other version of NIfTI, where the header fits it."""
        found = downloads.conversion(self.image)
        return Conversion(*found) if found else None
