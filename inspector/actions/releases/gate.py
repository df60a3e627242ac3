"""The gate of a release: what has to be so for an image to leave, and a sentence for each thing that is not.

What leaves is the current revision as one .nii.gz that is packed anew. The uploaded file itself never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inspector import clearance
from inspector.actions.releases.faces import Statement, face, statement
from inspector.actions.releases.removed import Removed, removed_from
from inspector.actions.rules import why_not_clear, why_not_reviewed
from inspector.clearance import Looked
from inspector.core.header import Header
from inspector.core.privacy.faces import Face
from inspector.core.privacy.residue import forms
from inspector.core.privacy.seeker import Seeker
from inspector.core.rules import Facts, Finding, GzipFacts, check
from inspector.core.words import counted
from inspector.models import Image
from inspector.vault import assemble

KIND = "nii.gz"
STILL_THERE = "A text that was removed still stands {}, as it was or in another form."
FACE = "State with which tool it was defaced, or release it knowing this."
# More sentences about one image than anybody reads at once.
MOST_ERRORS = 3


class Missing(StrEnum):
    """What an image may lack; a page knows for each where it is mended."""

    REVIEW = "review"
    PROFILE = "profile"
    PRIVACY = "privacy"
    RESIDUE = "residue"
    FACE = "face"
    BYTES = "bytes"


@dataclass(frozen=True)
class Refusal:
    """Why an image cannot leave yet."""

    missing: Missing
    sentence: str


@dataclass(frozen=True)
class Stand:
    """How an image stands before the gate: the file that would leave, and what was found in it."""

    image: Image
    header: Header
    file: assemble.Download
    looked: Looked
    found: tuple[Finding, ...]
    removed: Removed
    face: Face
    statement: Statement | None
    refusals: tuple[Refusal, ...]

    @property
    def errors(self) -> list[Finding]:
        return [each for each in self.found if each.severity == "error"]


def stand(image: Image, profile: str, *, may_show_faces: bool = False) -> Stand:
    """Look at all of an image, and of its voxels every few millimetres.

    `may_show_faces` is said by somebody who knows that the images may. Raises KeyError for no such profile, Damaged.
    """
    header = Header.parse(image.header.as_single(image.header.voxel_start(image.frozen.length)), paired=False)
    file = assemble.as_nii_gz(image.header, image.frozen, image.name)
    looked = clearance.look(image, packing=False)
    facts = Facts(
        header,
        name=file.name,
        compression="gzip",
        block_length=image.frozen.length,
        gzip=GzipFacts(members=1, trailing=0),
    )
    found, removed = check(facts, profile), removed_from(image, looked)
    seen, stated = face(image), statement(image)
    refusals = (
        *_not_reviewed(image),
        *_errors(found),
        *_not_clear(looked),
        *_still_there(image, header, file.name, removed),
        *([Refusal(Missing.FACE, f"{seen.told} {FACE}")] if seen.may_show and not (stated or may_show_faces) else ()),
    )
    return Stand(image, header, file, looked, found, removed, seen, stated, refusals)


def _not_reviewed(image: Image) -> Iterator[Refusal]:
    if sentence := why_not_reviewed(image, image.revision, KIND):
        yield Refusal(Missing.REVIEW, sentence)


def _errors(found: tuple[Finding, ...]) -> Iterator[Refusal]:
    errors = [each for each in found if each.severity == "error"]
    for each in errors[:MOST_ERRORS]:
        yield Refusal(Missing.PROFILE, f"{each.rule}: {each.message}")
    if (more := len(errors) - MOST_ERRORS) > 0:
        yield Refusal(Missing.PROFILE, f"And {counted(more, 'more error')}.")


def _not_clear(looked: Looked) -> Iterator[Refusal]:
    if sentence := why_not_clear(looked):
        yield Refusal(Missing.PRIVACY, sentence)


def _still_there(image: Image, header: Header, name: str, removed: Removed) -> Iterator[Refusal]:
    """What was removed is looked for in everything but the voxels: the head, the name, and what is behind them."""
    seeker = Seeker(form for text in removed.texts for form in forms(text))
    for piece in _around_voxels(image, header, name):
        seeker.look(piece)
    if seeker.found:
        yield Refusal(Missing.RESIDUE, STILL_THERE.format("in the header, in the name or behind the voxels"))


def _around_voxels(image: Image, header: Header, name: str) -> Iterator[bytes]:
    yield from (header.data, b"\n", name.encode(), b"\n")
    frozen = image.frozen
    start = image.header.voxel_start(frozen.length)
    yield from frozen.raw_chunks(0, start)
    if (claimed := header.voxel_bytes) is not None:
        yield b"\n"
        yield from frozen.raw_chunks(start + claimed)
