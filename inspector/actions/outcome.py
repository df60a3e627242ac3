"""What an action answers: the outcome of a change, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from inspector.core import edits, linked
from inspector.core.errors import EditError, FieldsError, ImageError
from inspector.core.exact import visible
from inspector.core.extensions import compare
from inspector.core.header import Header
from inspector.core.impact import Impact, impact
from inspector.core.rules import Finding, changed, check
from inspector.core.words import counted, listed, show_value
from inspector.models import Image, Revision, blobs
from inspector.vault.frozen import Front, FrozenVoxels

MAX_REASON = 2000
GROUPS_WITH_REASON = frozenset({"orientation", "spacing", "shape"})


class Stale(Exception):
    """Somebody saved first. `current` is what is stored now, `base` the etag of what the person saw.

    `then` is what to do after looking at it.
    """

    def __init__(self, current: Revision, base: str = "", then: str = "edit again") -> None:
        self.current, self.base = current, base
        super().__init__(f"{current.by} saved revision {current.number} in the meantime. Look at it, then {then}.")

    @property
    def fields(self) -> dict[str, list[str]]:
        """What differs between the two, by field, in words; empty when `base` is no revision of this image."""
        revisions = self.current.image.revisions.select_related("tail", "entry")
        before = next((each for each in revisions if each.etag == self.base), None)
        if before is None:
            return {}
        now = Outcome.between(before, self.current)
        return {change.field: [f"{show_value(change.old)} became {show_value(change.new)}."] for change in now.changes}


class NothingToSave(ImageError):
    """The edit would leave every byte as it is."""

    code = "nothing_to_save"


class BringsErrors(EditError):
    """The edit would bring new errors that were not allowed by name."""

    code = "brings_errors"

    def __init__(self, findings: Sequence[Finding]) -> None:
        fields: dict[str, list[str]] = {}
        for finding in findings:
            for name in finding.fields:
                fields.setdefault(name, []).append(f"{finding.rule}: {finding.message}")
        super().__init__(fields)
        self.findings = tuple(findings)
        told = " ".join(f"{finding.rule}: {finding.message}" for finding in findings)
        self.args = (
            f"Nothing was changed, because this would bring {counted(len(findings), 'new error')}. {told} "
            f"To save it all the same, allow {listed([finding.rule for finding in findings], 'and')} by name.",
        )


class NoFix(ImageError):
    """The rule finds nothing in this image, or there is no honest edit that would resolve what it found."""

    code = "no_fix"


class NotNow(ImageError):
    """What is asked for was possible before, or will be; where things stand now it is not."""

    code = "not_now"


class OwnEdit(ImageError):
    """A second person has to do this: the dataset's rule says so."""

    code = "own_edit"


class StaleProposal(ImageError):
    """A proposal was made on an earlier revision, and nobody said what of it to put on top of the current one."""

    code = "stale_proposal"


class NotReviewed(ImageError):
    """The dataset's rule lets only reviewed revisions leave for a release."""

    code = "not_reviewed"


class NotCleared(FieldsError):
    """Images are held back from a release: `fields` says by the id of each what is missing."""

    code = "not_cleared"

    def __init__(self, fields: Mapping[str, Sequence[str]], of: int) -> None:
        told = [sentence for sentences in fields.values() for sentence in sentences]
        held = f"{counted(len(fields), 'image')} of {of:,} cannot leave yet; see fields."
        super().__init__(fields, f"Nothing was released. {' '.join(told) if of == 1 else held}")


class ErasedMeanwhile(ImageError):
    """Somebody erased the same bytes for good while they were being stored again."""

    code = "erased_meanwhile"


class NoSpace(ImageError):
    """The disk is full."""

    code = "no_space"


@dataclass(frozen=True)
class Outcome:
    """What a change did, or (revision None) would do.

    `operations` are the names of those that were part of it, `said` what they had to say. `voxels` are those before
    and those after; by default the current ones stay.
    """

    image: Image
    before: Header
    after: Header
    revision: Revision | None = None
    operations: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    voxels: tuple[Front, ...] = ()

    def __post_init__(self) -> None:
        if not self.voxels:
            object.__setattr__(self, "voxels", (self.image.current.voxels,) * 2)

    @classmethod
    def between(cls, before: Revision, after: Revision) -> Outcome:
        """What leads from one revision of an image to another."""
        return cls(after.image, before.header, after.header, voxels=(before.voxels, after.voxels))

    def saved_as(self, revision: Revision) -> Outcome:
        """The outcome once it is stored, with all that was worked out before."""
        saved = replace(self, revision=revision)
        saved.__dict__.update(self.__dict__, revision=revision)
        return saved

    @property
    def voxels_before(self) -> Front:
        return self.voxels[0]

    @property
    def voxels_after(self) -> Front:
        return self.voxels[1]

    @property
    def frozen_after(self) -> FrozenVoxels:
        """The voxels after the change, to be read."""
        return FrozenVoxels(blobs(), self.image.block.info).front(self.voxels_after)

    @cached_property
    def field_changes(self) -> tuple[edits.Change, ...]:
        return edits.changes(self.before, self.after)

    @property
    def changes(self) -> tuple[edits.Change, ...]:
        """The fields that differ, then the extensions."""
        return *self.field_changes, *self._extension_changes

    @cached_property
    def _extension_changes(self) -> tuple[edits.Change, ...]:
        return compare.changes(self.before, self.after)

    @cached_property
    def bytes_changed(self) -> int:
        return edits.bytes_changed(self.before, self.after)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the operations could not hold or took along, and what stays behind in the other form."""
        return (*self.said, *linked.notes(self.before, self.after))

    @cached_property
    def findings(self) -> tuple[list[Finding], list[Finding]]:
        """What the rules find that they did not find before, and what they no longer find."""
        return changed(check(self.image.facts(self.before, self.voxels_before.length)), self.found_after)

    @cached_property
    def found_after(self) -> tuple[Finding, ...]:
        """All that the rules find in the header after the change."""
        return check(self.image.facts(self.after, self.voxels_after.length))

    @property
    def new_errors(self) -> list[Finding]:
        return [finding for finding in self.findings[0] if finding.severity == "error"]

    @cached_property
    def impact(self) -> Impact | None:
        return impact(self.before, self.after)


def seen(image: Image, base: str, then: str = "edit again") -> Image:
    """The image at the revision that `base` names. Raises Stale when that is not the current one."""
    if image.etag != base:
        image = Image.objects.select_related("block", "dataset").get(pk=image.pk)
        if image.etag != base:
            raise Stale(image.current, base, then)
    return image


def needs_reason(outcome: Outcome) -> bool:
    """Whether the change touches orientation, units, shape, data type or voxel bytes, and so must say why."""
    return outcome.voxels_before != outcome.voxels_after or any(
        outcome.before.field(change.field).group in GROUPS_WITH_REASON for change in outcome.field_changes
    )


def checked_reason(reason: str, *, needed: bool) -> str:
    """The reason without blanks around it, nothing in it hidden. Raises EditError when it is missing or too long."""
    lines = reason.strip().expandtabs(4).replace("\r\n", "\n").split("\n")
    reason = "\n".join(visible(line) for line in lines)
    if needed and not reason:
        raise EditError({"reason": ["Say why: the history keeps the reason beside the change."]})
    if len(reason) > MAX_REASON:
        raise EditError({"reason": [f"The reason has {len(reason):,} characters; {MAX_REASON:,} fit."]})
    return reason
