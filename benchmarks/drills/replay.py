"""Random histories: from the uploaded bytes and the record alone, every revision comes out bit for bit."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.drills.drill import Result
from benchmarks.drills.study import Study
from inspector import actions, audit, downloads
from inspector.core import edits
from inspector.core.extensions.change import AddComment
from inspector.core.extensions.compare import is_extension
from inspector.core.header import Header
from inspector.models import AuditEntry, Image, Revision

LONGEST = 8


def run(n: int, seed: int) -> Result:
    """`n` images, each with up to 8 changes."""
    study = Study(random.Random(seed))
    failures, changes = [], 0
    for number in range(n):
        image = study.add(f"scan-{number}.nii", descrip=study.text(), extension=study.chance.choice(["", "a comment"]))
        for _ in range(study.chance.randint(1, LONGEST)):
            image = _changed(study, image)
        problem = _replayed(image)
        failures += [f"image {number}: {problem}"] if problem else []
        changes += image.revision - 1
    record = audit.verify()
    failures += [] if record.ok else [record.problem]
    return Result(n, tuple(failures), f"{changes:,} changes, {record.entries:,} entries")


def _changed(study: Study, image: Image) -> Image:
    """An edit of fields three times of four, else a comment or the return of an earlier revision."""
    drawn = study.chance.random()
    try:
        if drawn < 0.75:
            return study.edit(image, **_values(study))
        if drawn < 0.85:
            comment = AddComment(study.text())
            actions.edit_extension(actor=study.person, image=image, base=image.etag, change=comment, reason="More")
        elif image.revision > 1:
            number = study.chance.randrange(1, image.revision)
            actions.restore(actor=study.person, image=image, base=image.etag, number=number, reason="It was right")
    except (actions.NothingToSave, actions.BringsErrors):
        pass
    return study.now(image)


def _values(study: Study) -> dict[str, Any]:
    """Numbers that 4 bytes hold and others, rows of the sform, text of any script."""
    chance, values = study.chance, study.drawn()
    values["cal_max"] = chance.choice([chance.random(), 1e-30, -7e37, 3])
    if chance.random() < 0.3:
        values["srow_x"] = [chance.uniform(-3, 3) for _ in range(4)]
    if chance.random() < 0.3:
        values["aux_file"] = chance.choice(["Zoë", "文", "a b", ""])
    return values


def _replayed(image: Image) -> str:
    """What is wrong with the revisions that come out of the record; "" when nothing is."""
    upload = b"".join(downloads.assembled(image, kind="original").chunks())
    states: dict[int, Header] = {}
    for revision in Revision.objects.filter(image=image).select_related("entry", "tail").order_by("number"):
        entry = AuditEntry.objects.prefetch_related("values").get(pk=revision.entry_id)
        states[revision.number] = _next(entry, states, upload, image)
        if states[revision.number].data != revision.header.data:
            return f"revision {revision.number} comes out otherwise than it is stored"
    return ""


def _next(entry: AuditEntry, states: dict[int, Header], upload: bytes, image: Image) -> Header:
    facts, told = entry.facts, entry.told
    if entry.action == Revision.UPLOAD:
        return Header.parse(upload[: len(upload) - image.block.length], paired=False)
    if entry.action == Revision.RESTORE:
        return states[facts["restored"]]
    before = states[facts["revision"] - 1]
    comments = [told[f"{name}.new"] for name in facts["fields"] if is_extension(name)]
    if comments:
        return AddComment(comments[0]).apply(before)
    values = {name: told[f"{name}.new"] for name in facts["fields"]}
    return edits.apply(before, values, voxel_block_length=image.block.length)
