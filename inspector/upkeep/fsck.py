"""Everything that is stored, compared with everything that tells of it."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.models import Image
from inspector.upkeep.agreed import agreed_problems
from inspector.upkeep.database import (
    database_problems,
    trail_problems,
    unreadable_entries,
    unreadable_problems,
)
from inspector.upkeep.problem import Problem
from inspector.upkeep.records import record_problems, unexplained_entries
from inspector.upkeep.released import release_problems
from inspector.upkeep.stored import preview_problems, upload_problems, voxel_problems
from inspector.upkeep.told import told_problems


def problems(dataset: str | None = None) -> Iterator[Problem]:
    """Everything that is not as it was stored: the database, voxels, uploaded files, rows and the audit trail.

    Removed images count, for their bytes are kept. With the slug of a dataset, of the images only its own are read;
    database, previews and audit trail are one for all.
    """
    images = Image.objects.filter(dataset__slug=dataset) if dataset else Image.objects.all()
    yield from database_problems()
    yield from unreadable_problems()
    if any(unreadable_problems()):
        yield Problem("The rest was not looked at, because there are rows that cannot be read.")
        return
    yield from voxel_problems(images)
    yield from upload_problems(images)
    yield from unreadable_entries()
    if not any(unreadable_entries()):
        yield from record_problems(images)
        yield from told_problems(images)
        yield from unexplained_entries()
        yield from agreed_problems()
        yield from release_problems()
    yield from preview_problems()
    yield from trail_problems()
