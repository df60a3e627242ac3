"""Making a release: every image passes the gate, is read through once, and goes on record together with the others."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inspector import audit
from inspector.actions.outcome import NotCleared, checked_reason
from inspector.actions.releases import reading
from inspector.actions.releases.gate import Missing, Refusal, Stand, stand
from inspector.actions.releases.names import names
from inspector.actions.releases.papers import File, Made, manifest, page, readme, report, sha256
from inspector.core.errors import Damaged, EditError, Erased, ImageError
from inspector.core.exact import visible
from inspector.core.privacy import RULE_SET, VERSION
from inspector.core.privacy.residue import remaining
from inspector.core.rules import PROFILES
from inspector.core.words import listed
from inspector.models import Dataset, Image, Release, Released, new_id
from inspector.vault.leaving import Passed

LONGEST_NAME = 200
# A release is one zip with one table of contents; what is more is two releases.
MOST_IMAGES = 1000
QUOTED = "The name or the reason of the release, or a reason for accepting something, says a text that was removed."
CHANGED = "It was changed, moved or removed, or a finding was decided, while the release was made. Make it again."


class Unfinished(ImageError):
    """The time that somebody waits for an answer is over. What was read is kept: asking again goes on from there."""

    code = "unfinished"

    def __init__(self, done: int, of: int) -> None:
        self.done, self.of = done, of
        super().__init__(f"{done:,} of {of:,} images are read. Nothing is released yet; ask again to go on.")


class HeldBack(NotCleared):
    """Images that the gate holds back: `refusals` by the id of each."""

    def __init__(self, refusals: Mapping[str, Sequence[Refusal]], of: int) -> None:
        self.refusals = refusals
        super().__init__({image: [each.sentence for each in found] for image, found in refusals.items()}, of)


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: images of one dataset, a name, the profile of rules, why, and for how long they wait."""

    dataset: Dataset
    images: Sequence[Image]
    name: str
    profile: str
    reason: str
    may_show_faces: bool = False
    patience: float | None = None


def make_release(*, actor: User, wanted: Wanted) -> Release:
    """Let chosen images leave together, each in its current revision.

    Raises EditError beside "name", "reason", "profile" or "images", HeldBack with sentences by the id of each image
    that is held back, and Unfinished when the patience was not enough; then nothing is released.
    """
    wanted = _checked(wanted)
    stands = stands_of(wanted)
    refuse({each.image.pk: [*each.refusals, *_quoted(wanted, each)] for each in stands}, len(stands))
    passed = read_all(stands, wanted.patience)
    refuse({each.image.pk: reading.still_there(found) for each, found in zip(stands, passed, strict=True)}, len(stands))
    return keep(actor, wanted, stands, passed)


def stands_of(wanted: Wanted) -> list[Stand]:
    """How each image stands before the gate. Raises HeldBack when one cannot even be looked at."""
    stands, broken = list[Stand](), dict[str, list[Refusal]]()
    for image in wanted.images:
        try:
            stands.append(stand(image, wanted.profile, may_show_faces=wanted.may_show_faces))
        except (Damaged, Erased) as error:
            broken[image.pk] = [Refusal(Missing.BYTES, str(error))]
    refuse(broken, len(wanted.images))
    return stands


def refuse(refusals: Mapping[str, Sequence[Refusal]], of: int) -> None:
    """Raise HeldBack when there is a refusal for any image."""
    if held := {image: list(found) for image, found in refusals.items() if found}:
        raise HeldBack(held, of)


def _quoted(wanted: Wanted, stand: Stand) -> list[Refusal]:
    """A removed text in what people said, which the report would quote."""
    said = [wanted.name, wanted.reason, *(waiver.reason or "" for waiver in stand.looked.waivers.values())]
    return [Refusal(Missing.RESIDUE, QUOTED)] if remaining(stand.removed.texts, "\n".join(said).encode()) else []


def _checked(wanted: Wanted) -> Wanted:
    name, problems = visible(" ".join(wanted.name.split())), {}
    if not name:
        problems["name"] = ["Give the release a name."]
    elif len(name) > LONGEST_NAME:
        problems["name"] = [f"The name has {len(name):,} characters; {LONGEST_NAME} fit."]
    if wanted.profile not in PROFILES:
        problems["profile"] = [f"There is no profile {wanted.profile!r}: choose {listed([*PROFILES])}."]
    if not wanted.images:
        problems["images"] = ["Choose at least one image."]
    elif len(wanted.images) > MOST_IMAGES:
        problems["images"] = [f"{len(wanted.images):,} images were chosen; {MOST_IMAGES:,} fit in a release."]
    try:
        reason = checked_reason(wanted.reason, needed=True)
    except EditError as error:
        problems.update(error.fields)
    if problems:
        raise EditError(problems)
    return replace(wanted, name=name, reason=reason)


def read_all(stands: Sequence[Stand], patience: float | None) -> list[Passed]:
    """Read each file that would leave, unless it was read before. At least one is read, however short the patience."""
    began, passed, read = time.monotonic(), list[Passed](), 0
    for each in stands:
        found = reading.known(each)
        if found is None:
            if read and patience is not None and time.monotonic() - began > patience:
                raise Unfinished(len(passed), len(stands))
            found, read = _whole(each, len(stands)), read + 1
        passed.append(found)
    return passed


def _whole(stand: Stand, of: int) -> Passed:
    """What a reading finds. Raises HeldBack when what is stored is damaged."""
    try:
        return reading.read(stand)
    except Damaged as error:
        raise HeldBack({stand.image.pk: [Refusal(Missing.BYTES, str(error))]}, of) from error


def keep(actor: User, wanted: Wanted, stands: Sequence[Stand], passed: Sequence[Passed]) -> Release:
    """The release with its papers, in one transaction with its entry, unless an image is another one by now."""
    made = Made(new_id(), wanted.dataset, wanted.name, wanted.profile, wanted.reason, actor, timezone.now())
    files = [
        File(name, each, found, wanted.may_show_faces)
        for name, each, found in zip(names(each.image.name for each in stands), stands, passed, strict=True)
    ]
    reports = [report(made, file) for file in files]
    pages = [page(made, file, told) for file, told in zip(files, reports, strict=True)]
    contents = manifest(made, files, reports, pages)
    with transaction.atomic():
        audit.one_writer()  # from here on nobody else saves a revision or decides about a finding
        refuse(_changed(stands, wanted.dataset), len(stands))
        entry = audit.append(
            actor=actor.get_username(),
            action="release made",
            dataset=wanted.dataset.slug,
            facts={
                "release": made.id,
                "profile": wanted.profile,
                "rule_set": RULE_SET,
                "version": VERSION,
                "may_show_faces": wanted.may_show_faces,
                "images": len(files),
                "released": [[file.stand.image.pk, file.stand.image.revision, file.passed.sha256] for file in files],
                "manifest_sha256": sha256(contents),
            },
            values={"called": wanted.name, "reason": wanted.reason},
        )
        release = Release.objects.create(
            id=made.id,
            dataset=wanted.dataset,
            name=wanted.name,
            profile=wanted.profile,
            manifest=contents,
            readme=readme(made, len(files)),
            entry=entry,
        )
        Released.objects.bulk_create(
            Released(release=release, position=position, report=told, page=shown, **_columns(file))
            for position, (file, told, shown) in enumerate(zip(files, reports, pages, strict=True))
        )
    return release


def _columns(file: File) -> dict[str, Any]:
    return {
        "image": file.stand.image.pk,
        "revision": file.stand.image.revision,
        "name": file.name,
        "etag": file.stand.file.etag_part,
        "length": file.passed.length,
        "crc32": file.passed.crc32,
        "sha256": file.passed.sha256,
        "voxels_sha256": file.passed.voxels_sha256,
    }


def _changed(stands: Sequence[Stand], dataset: Dataset) -> dict[str, list[Refusal]]:
    """What is not any more as it was looked at: a newer revision, a removed image, a review that was reopened."""
    now = Image.objects.filter(dataset=dataset, deleted_at=None).in_bulk([each.image.pk for each in stands])
    changed = {}
    for each in stands:
        image = now.get(each.image.pk)
        if image is None or _what_was_looked_at(image) != _what_was_looked_at(each.image):
            changed[each.image.pk] = [Refusal(Missing.REVIEW, CHANGED)]
    return changed


def _what_was_looked_at(image: Image) -> tuple[object, ...]:
    return image.etag, image.name, image.state, image.high, image.medium, image.review
