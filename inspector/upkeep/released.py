"""Whether releases are as the audit trail tells: which files left, with which hashes and which papers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from inspector.models import AuditEntry, Release
from inspector.upkeep.problem import Problem

# What explains that a name, a report or a manifest is gone.
ERASURES = ("erase", "purge")


def release_problems() -> Iterator[Problem]:
    rows = {release.pk: release for release in Release.objects.select_related("dataset").prefetch_related("images")}
    for entry in AuditEntry.objects.filter(action="release made").order_by("seq").iterator(500):
        release = rows.get(entry.facts["release"])
        if release is None or release.entry_id != entry.seq:
            yield Problem(f"The release of entry {entry.seq} is not there.")
            continue
        for sentence in _wrong(release, entry):
            yield Problem(f"The release {release.pk}: {sentence}")


def _wrong(release: Release, entry: AuditEntry) -> Iterator[str]:
    files = list(release.images.all())
    told = (entry.dataset, entry.facts["profile"], entry.facts["released"])
    if (release.dataset.slug, release.profile, [[each.image, each.revision, each.sha256] for each in files]) != told:
        yield f"Its files are not the ones that entry {entry.seq} tells of."
    gone = [each.image for each in files if each.report is None or each.page is None or not each.name]
    later = AuditEntry.objects.filter(action__in=ERASURES, seq__gt=entry.seq)
    explained = set(later.filter(image__in=gone).values_list("image", flat=True))
    if lost := [image for image in gone if image not in explained]:
        yield f"What it says of image {lost[0]} is gone, and no entry records that it was erased."
    if release.manifest is None and not gone:
        yield "Its manifest is gone, and nothing of it was erased."
    if release.manifest is not None and _sha256(release.manifest) != entry.facts["manifest_sha256"]:
        yield f"Its manifest is not the one that entry {entry.seq} tells of."


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
