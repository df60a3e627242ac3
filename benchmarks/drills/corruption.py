"""Damage to blobs, previews and rows: a check of everything finds it, and nobody is served it.

Everything is damaged one at a time, by a bit flipped, an end cut off, a deletion, or two things swapped. Then the
check must name something, and whatever the API still sends must be what it sent before. The damage is undone by
putting the old file or row back.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from django.conf import settings
from django.db import IntegrityError, connection, models
from django.db.models import Model

from benchmarks.drills.drill import Result
from benchmarks.drills.program import Program
from inspector.core.errors import Damaged
from inspector.models import FieldChange, HeaderTail, Image, Revision, Upload, VoxelBlock
from inspector.upkeep import problems
from tests.builders import nifti1_bytes

IMAGES = 6
# Large enough that slices across two of its axes come from a preview.
LARGE = (3, 128, 128, 70, 1, 1, 1, 1)

VOXELS: Final = ("voxels_sha256", "voxels_length", "voxels_crc32")
# The columns whose truth is elsewhere: in the header, in the stored file, or in the audit trail.
COLUMNS: Final[dict[type[Model], tuple[str, ...]]] = {
    VoxelBlock: ("length", "crc32", "stored_length", "block_size", "codec", "level"),
    HeaderTail: ("data",),
    Revision: ("number", "kind", "fixed", "tail_id", "sha256", "entry_id", "image_id", *VOXELS),
    FieldChange: ("position", "field", "old_id", "new_id", "revision_id"),
    Upload: ("role", "name", "size", "sha256", "crc32", "compression", "key", "image_id", "gzip"),
    Image: (
        *("name", "block_id", "size", "sha256", "deleted_at", "revision", "header_sha256", "changed_at", "changed_by"),
        *("format", "endianness", "paired", "shape", "datatype", "units", "voxel_sizes", "axis_codes", "qform_code"),
        *("sform_code", "errors", "warnings", "notes", "search", "uploaded_at", "state", *VOXELS[:2]),
    ),
}

Answers = dict[str, str]


def run(n: int, seed: int) -> Result:
    chance, program = random.Random(seed), Program.local()
    before = _answers(program, list(_fill(program, chance)))
    failures, served, clean = list[str](), 0, [problem.sentence for problem in problems()]
    for attempt in range(n):
        kind = chance.choice(["file", "file", "row"])
        with (_damaged_file if kind == "file" else _damaged_row)(chance) as what:
            found = next(iter(problems()), None)
            told = _answers(program, before)
        wrong = [path for path, digest in told.items() if digest not in (before[path], "refused")]
        served += len(wrong)
        if found is None:
            failures.append(f"attempt {attempt + 1}: {what} was not found")
        failures += [f"attempt {attempt + 1}: {what} was served at {path}" for path in wrong]
    failures += [f"before any damage: {sentence}" for sentence in clean]
    return Result(n, tuple(failures), f"{served} served, {len(before)} addresses asked each time")


def _fill(program: Program, chance: random.Random) -> Iterator[str]:
    """Upload images, edit most of them, cut one's tail; the addresses whose answers depend on what is stored."""
    large = nifti1_bytes(dim=LARGE, block=chance.randbytes(LARGE[1] * LARGE[2] * LARGE[3] * 2))
    program.send("large.nii", large)
    program.send("other.nii", large[:352] + large[:351:-1])
    program.cut(chance)
    for _ in range(IMAGES - 3):
        program.upload(chance)
    for image in Image.objects.order_by("pk"):
        for _ in range(chance.randrange(3)):
            program.edit(chance, Image.objects.get(pk=image.pk))
        for path in ("header", "header?revision=1", "download", "download?as=original", "download?as=pair", "slice"):
            yield f"/images/{image.pk}/{path}"
        yield f"/images/{image.pk}/slice?plane=sagittal"


def _answers(program: Program, paths: Iterable[str]) -> Answers:
    """A digest of what is sent at each address; "refused" for an answer that says so, or that breaks off."""
    return {path: _digest(program, path) for path in paths}


def _digest(program: Program, path: str) -> str:
    answer: Any = program.call("GET", path)
    if answer.status_code != 200:
        return "refused" if answer.status_code in (404, 409) else f"answered {answer.status_code}"
    try:
        data = b"".join(answer.streaming_content if answer.streaming else [answer.content])
    except Damaged:
        return "refused"
    return hashlib.sha256(_files_in(data) if path.endswith("as=pair") else data).hexdigest()


def _files_in(archive: bytes) -> bytes:
    """What the two files hold; they are called by the name in the row of the image, which no header repeats."""
    with ZipFile(BytesIO(archive)) as files:
        return b"".join(files.read(name) for name in files.namelist())


@contextmanager
def _damaged_file(chance: random.Random) -> Iterator[str]:
    files = sorted(path for kind in ("uploads", "voxels", "previews") for path in _files(kind))
    path = chance.choice(files)
    alike = [other for other in _files(path.parent.parent.name) if other != path]
    data, name = path.read_bytes(), f"{path.parent.parent.name} {path.name[:8]}"
    swap = chance.choice(alike or [path])
    other = swap.read_bytes()
    ways: dict[str, Callable[[], object]] = {
        "flipped": lambda: path.write_bytes(_flipped(data, chance)),
        "cut short": lambda: path.write_bytes(data[: chance.randrange(len(data))]),
        "deleted": path.unlink,
        "swapped": lambda: (path.write_bytes(other), swap.write_bytes(data)),
    }
    # A preview that is missing is made again when somebody looks: that is no damage.
    harmless = {"deleted"} if path.parent.parent.name == "previews" else set()
    way = chance.choice([way for way in ways if way not in harmless and (alike or way != "swapped")])
    ways[way]()
    try:
        yield f"{name} {way}"
    finally:
        path.write_bytes(data)
        swap.write_bytes(other)


def _files(kind: str) -> list[Path]:
    return sorted((settings.VAULT_ROOT / kind).glob("*/*"))


@contextmanager
def _damaged_row(chance: random.Random) -> Iterator[str]:
    with _without_constraints():
        where, column, old, what = _changed_row(chance)
        try:
            yield what
        finally:
            where.update(**{column: old})


def _changed_row(chance: random.Random) -> tuple[models.QuerySet[Any], str, Any, str]:
    """A row and a column of it, the value that was there, and what was done; not what the database itself refuses."""
    while True:
        model = chance.choice([*COLUMNS])
        rows = list(model._default_manager.order_by("pk"))
        row, column = chance.choice(rows), chance.choice(COLUMNS[model])
        old, new = getattr(row, column), _other(row, column, rows, chance)
        where = model._default_manager.filter(pk=row.pk)
        with suppress(IntegrityError):
            where.update(**{column: new})
            return where, column, old, f"{model.__name__} {row.pk} {column}: {old!r:.40} became {new!r:.40}"


@contextmanager
def _without_constraints() -> Iterator[None]:
    """Damage does not ask whether a row may point there."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA foreign_keys=ON")


def _other(row: Model, column: str, rows: list[Model], chance: random.Random) -> Any:
    """Another value for a column: another row's, where it differs and may be there twice, or its own with a change."""
    field, old = row._meta.get_field(column.removesuffix("_id")), getattr(row, column)
    others = [value for value in (getattr(other, column) for other in rows) if value not in (old, None)]
    unique = isinstance(field, models.OneToOneField) or column in ("number", "revision_id", "image_id")
    # A row's time may be some seconds before its entry's, so one near it passes.
    if others and not unique and not isinstance(field, models.DateTimeField) and chance.random() < 0.5:
        return chance.choice(others)
    return _changed(old, field, chance)


def _changed(old: Any, field: Any, chance: random.Random) -> Any:
    match old:
        case None:
            return _out_of_nothing(field.name)
        case bool():
            return not old
        case int():
            return old ^ 1 << chance.randrange(1, 16) if not field.is_relation else old + 10_000
        case bytes() | memoryview():
            return _flipped(bytes(old), chance)
        case str():
            place = chance.randrange(len(old)) if old else 0
            return old[:place] + chr((ord(old[place]) if old else 64) ^ 1) + old[place + 1 :]
        case list():
            return [*old[:-1], 97]
        case dict():
            name = chance.choice([*old])
            return {**old, name: "metre" if isinstance(old[name], str) else (old[name] or 0) + 1}
    return old.replace(year=old.year - 1)


def _out_of_nothing(column: str) -> Any:
    newest = Image.objects.latest("uploaded_at").uploaded_at
    made_up = {"key": "uploads/" + "0" * 64, "gzip": {"name": "somebody.nii", "comment": "", "mtime": 0}}
    return made_up.get(column) or newest.replace(year=newest.year + 1)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)
