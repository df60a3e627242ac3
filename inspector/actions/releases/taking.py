"""Taking a release away: the same zip as the first time, byte for byte, or a sentence on what is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from inspector import audit
from inspector.actions.outcome import NotNow
from inspector.actions.releases.papers import IMAGES, SUMS, report_paths
from inspector.core.errors import Damaged, Erased
from inspector.models import Image, Release, Released
from inspector.vault.archive import Entry, zip_spans
from inspector.vault.assemble import Download, as_nii_gz, safe_name
from inspector.vault.deflate import crc32
from inspector.vault.spans import bytes_span, in_turn


def bundle(release: Release) -> Download:
    """The zip, whose length is known; nothing of an image is read before it is its turn.

    Raises Erased when something of it was erased for good, NotNow when an image is elsewhere, Damaged.
    """
    rows = list(release.images.all())
    if gone := what_is_gone(release, still_there([release])):
        raise Erased(f"{' '.join(gone)} Make a new release of what is left.")
    images = Image.objects.select_related("dataset", "block").in_bulk([row.image for row in rows])
    papers = _papers(release, rows)
    entries = [
        *(_paper(path, text) for path, text in papers.items() if "/" not in path),
        *(_image(row, images) for row in rows),
        *(_paper(path, text) for path, text in papers.items() if "/" in path),
    ]
    sums = [(hashlib.sha256(text.encode()).hexdigest(), path) for path, text in papers.items()]
    sums += [(row.sha256, f"{IMAGES}/{row.name}") for row in rows]
    listed = "".join(f"{digest}  {path}\n" for digest, path in sorted(sums, key=lambda each: each[1]))
    spans = zip_spans([*entries, _paper(SUMS, listed)])
    etag = hashlib.sha256(listed.encode()).hexdigest()[:32]
    return Download(f"{safe_name(release.name)}.zip", "application/zip", etag, (in_turn(spans),))


def still_there(releases: Iterable[Release]) -> set[str]:
    """The images of these releases that were not erased for good."""
    ids = {row.image for release in releases for row in release.images.all()}
    return set(Image.objects.filter(pk__in=ids).values_list("pk", flat=True))


def what_is_gone(release: Release, there: Collection[str]) -> list[str]:
    """A sentence for each image of a release that was erased for good, as far as that took something from it.

    `there` are the images that are `still_there`.
    """
    return [
        f"Image {row.image} was erased for good."
        if row.image not in there
        else f"Something of image {row.image} was erased for good that is in its file or its report."
        for row in release.images.all()
        if row.image not in there or not row.name
    ]


def record_taken(*, actor: User, release: Release) -> None:
    """Put on record that somebody takes a release away."""
    with transaction.atomic():
        audit.append(
            actor=actor.get_username(),
            action="release downloaded",
            dataset=release.dataset.slug,
            facts={"release": release.pk, "images": len(release.images.all())},
            values={"called": release.name},
        )


def _papers(release: Release, rows: list[Released]) -> dict[str, str]:
    """What was written for the release, by path. Raises Damaged when it is not what the record tells of."""
    contents = release.manifest or ""
    if hashlib.sha256(contents.encode()).hexdigest() != release.entry.facts["manifest_sha256"]:
        raise Damaged("The manifest of this release is damaged. Restore it from a backup.")
    papers = {"README.txt": release.readme, "manifest.json": contents}
    for row in rows:
        papers.update(zip(report_paths(row.name), (row.report or "", row.page or ""), strict=True))
    return papers


def _image(row: Released, images: Mapping[str, Image]) -> Entry:
    image = images[row.image]
    if image.dataset_id != row.release.dataset_id or image.deleted_at is not None:
        where = "was moved to another dataset" if image.deleted_at is None else "was removed"
        raise NotNow(f"Image {row.image} {where} after this release was made, so that it does not leave any more.")
    revision = image.at(row.revision)
    file = as_nii_gz(revision.header, revision.frozen, image.name)
    if (file.etag_part, file.length) != (row.etag, row.length):
        raise NotNow(
            f"{row.name} holds the same header and voxels, but would be packed in another way since the program was "
            "brought up to date, so that its sha256 is another one. Make the release again."
        )
    return Entry(f"{IMAGES}/{row.name}", in_turn(file.spans), row.length, row.crc32)


def _paper(path: str, text: str) -> Entry:
    data = text.encode()
    return Entry(path, bytes_span(data), len(data), crc32(data))
