"""32 people edit the same three images at once: whoever saw an old revision is refused, and no edit gets lost.

Every accepted edit is one revision; what is stored in the end is what the audit trail tells when its changes are
made again, one after the other, to the header that was uploaded.
"""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from benchmarks.drills.drill import Result
from benchmarks.drills.program import Program
from inspector import actions, audit
from inspector.core import edits
from inspector.models import AuditEntry, Image

EDITORS = 32
IMAGES = 3
FIELDS = ("descrip", "aux_file", "intent_name", "db_name")


def run(n: int, seed: int) -> Result:
    """`n` edits in all, as many by each editor."""
    chance, program = random.Random(seed), Program.local()
    images = [program.upload(chance)["id"] for _ in range(IMAGES)]
    token, each = actions.local_token(), max(1, n // EDITORS)
    connections.close_all()
    with ThreadPoolExecutor(EDITORS) as pool:
        tasks = [pool.submit(_edits, token, images, each, chance.randrange(2**32)) for _ in range(EDITORS)]
        statuses = sum((task.result() for task in tasks), Counter[int]())
    failures = [
        f"{count} edits were answered {status}" for status, count in statuses.items() if status not in (200, 412)
    ]
    saved = sum(image.revision - 1 for image in Image.objects.all())
    if saved != statuses[200]:
        failures.append(f"{statuses[200]} edits were accepted, and {saved} are stored")
    for image in Image.objects.all():
        if _replayed(image) != image.header.data:
            failures.append(f"image {image.pk} is not what the audit trail tells")
    if problem := audit.verify().problem:
        failures.append(problem)
    told = f"{statuses[200]:,} accepted, {statuses[412]:,} refused, {EDITORS} editors, {IMAGES} images"
    return Result(sum(statuses.values()), tuple(failures), told)


def _edits(token: str, images: list[str], count: int, seed: int) -> Counter[int]:
    """One person's edits, each on top of what they saw last of the image, which may be old."""
    chance, program, answers = random.Random(seed), Program(token), Counter[int]()
    seen = {id: program.ok("GET", f"/images/{id}/header")["etag"] for id in images}
    for _ in range(count):
        id = chance.choice(images)
        body = {"set": {chance.choice(FIELDS): chance.randbytes(4).hex()}}
        answer = program.call("PATCH", f"/images/{id}/header", body, **{"If-Match": seen[id]})
        answers[answer.status_code] += 1
        if answer.status_code in (200, 412):
            seen[id] = answer["ETag"]
    connections.close_all()
    return answers


def _replayed(image: Image) -> bytes:
    """The header that comes from making every recorded change again."""
    header = image.at(1).header
    for entry in AuditEntry.objects.filter(image=image.pk, action="edit").order_by("seq").prefetch_related("values"):
        values = {name: entry.told[f"{name}.new"] for name in entry.facts["fields"]}
        header = edits.apply(header, values, voxel_block_length=image.voxels_length)
    return header.data
