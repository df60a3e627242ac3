"""Releases as pages show them: which images could leave, what each lacks and where that is mended, and what left."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from inspector.actions import Missing, still_there, what_is_gone
from inspector.actions.releases import Refusal
from inspector.core.words import counted, listed
from inspector.models import Image, Release, Released, State

# Where what is missing is mended: the name of a page of the image, and what it is called.
PAGES: Mapping[Missing, tuple[str, str]] = {
    Missing.REVIEW: ("signoff", "Review"),
    Missing.PROFILE: ("header", "Header"),
    Missing.PRIVACY: ("privacy", "Privacy"),
    Missing.RESIDUE: ("privacy", "Privacy"),
    Missing.FACE: ("face", "Face"),
    Missing.BYTES: ("history", "History"),
}


@dataclass(frozen=True)
class Line:
    """A sentence on what an image lacks, and the address and name of the page that mends it; "" where there is none."""

    sentence: str
    address: str
    page: str


@dataclass(frozen=True)
class Candidate:
    """An image that may be chosen. `lines` is what a release refused; without one, what its columns tell already."""

    image: Image
    chosen: bool
    lines: Sequence[Line]
    refused: bool

    @property
    def is_ready(self) -> bool:
        """Whether nothing is known that would hold it back."""
        return not self.lines


def candidates(
    images: Iterable[Image], chosen: Collection[str], refusals: Mapping[str, Sequence[Refusal]]
) -> list[Candidate]:
    """The images in the order given, those that were refused first."""
    found = [
        Candidate(
            image,
            image.pk in chosen,
            [_line(image, each.missing, each.sentence) for each in refusals.get(image.pk, ())] or _told(image),
            image.pk in refusals,
        )
        for image in images
    ]
    return sorted(found, key=lambda each: not each.refused)


def _told(image: Image) -> list[Line]:
    """What the columns of an image say of the gate; the gate itself looks at the bytes."""
    lines = []
    if image.dataset.release_needs_review and image.state != State.REVIEWED:
        lines.append(_line(image, Missing.REVIEW, f"Revision {image.revision} is {State(image.state).label}."))
    if image.errors:
        lines.append(_line(image, Missing.PROFILE, f"The header has {counted(image.errors, 'error')}."))
    if image.high is None:
        lines.append(_line(image, Missing.PRIVACY, "Nobody has looked at it for privacy yet."))
    levels = [("high", image.high), ("medium", image.medium)]
    if image.dataset.release_needs_decisions:
        levels.append(("to review", image.review))
    if open_ := [f"{count} {level}" for level, count in levels if count]:
        lines.append(_line(image, Missing.PRIVACY, f"Open in the privacy check: {listed(open_, 'and')}."))
    return lines


def _line(image: Image, missing: Missing, sentence: str) -> Line:
    page, words = PAGES[missing]
    try:
        return Line(sentence, reverse(page, args=[image.pk]), words)
    except NoReverseMatch:
        return Line(sentence, "", "")


@dataclass(frozen=True)
class Left:
    """A release that was made. `gone` are sentences on what was erased since; then it cannot be downloaded."""

    release: Release
    rows: Sequence[Released]
    gone: Sequence[str]

    @classmethod
    def all(cls, releases: Iterable[Release]) -> list[Left]:
        found = list(releases)
        there = still_there(found)
        return [cls(each, list(each.images.all()), what_is_gone(each, there)) for each in found]

    @property
    def size(self) -> int:
        return sum(row.length for row in self.rows)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says; {} once erased."""
        found: dict[str, Any] = json.loads(self.release.manifest or "{}")
        return found
