"""Planted names are erased, each in the way that fits where it was; then every file is searched for them."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.drills.drill import Result
from benchmarks.drills.study import Study
from inspector import actions, audit
from inspector.core.extensions.change import RemoveExtension
from inspector.models import AuditEntry, AuditValue, Image

OTHERS = 2  # for each name, images that stay, among whose rows it lies
REASON = "It names a patient"


def run(n: int, seed: int) -> Result:
    """`n` names."""
    study = Study(random.Random(seed))
    names = [f"Jane{study.chance.randrange(10**9):09d}Doe" for _ in range(n)]
    others = [study.edit(study.edit(study.add())) for _ in range(OTHERS * n)]
    doomed = []
    for number, name in enumerate(names):
        doomed.append(WAYS[number % len(WAYS)](study, name))
        study.edit(study.chance.choice(others))
    before = _found(names)
    for erase in doomed:
        erase()
    failures = [f"{name} is still in {place}" for name, place in _found(names)]
    record = audit.verify()
    failures += [] if record.ok else [record.problem]
    return Result(n, tuple(failures), f"{len({name for name, _ in before})} of {n} were found before; {_where()}")


def _in_a_field(study: Study, name: str) -> Callable[[], object]:
    image = study.edit(study.add("a.nii.gz", descrip=name), descrip="removed")
    return lambda: _erase(study, image, "descrip.old")


def _typed_and_taken_back(study: Study, name: str) -> Callable[[], object]:
    image = study.edit(study.edit(study.add(), aux_file=name), aux_file="removed")
    return lambda: _erase(study, image, "aux_file.old")


def _in_an_extension(study: Study, name: str) -> Callable[[], object]:
    image = study.add("a.nii.gz", extension=f"Patient: {name}")
    actions.edit_extension(
        actor=study.person, image=image, base=image.etag, change=RemoveExtension(0), reason="No names"
    )
    return lambda: _erase(study, image, "extension 1.old")


def _in_a_reason(study: Study, name: str) -> Callable[[], object]:
    image = study.edit(study.add(), f"{name} asked for it")
    return lambda: _erase(study, image, "reason")


def _in_the_file_name(study: Study, name: str) -> Callable[[], object]:
    image = study.add(f"{name}.nii.gz", inner=f"{name}.nii")
    return lambda: _erase(study, image, "name")


def _not_saved(study: Study, name: str) -> Callable[[], object]:
    image = study.edit(study.add(descrip=name), descrip="removed")
    actions.keep_draft(actor=study.person, image=image, values={"db_name": name}, base=image.revision)
    return lambda: _erase(study, image, "descrip.old")


def _all_over_an_image(study: Study, name: str) -> Callable[[], object]:
    image = study.add(f"{name}.nii.gz", descrip=name, extension=name, inner=f"{name}.nii")
    image = study.edit(image, f"{name} asked for it", aux_file=name)
    actions.delete(actor=study.person, image=image, reason=f"{name} withdrew")
    return lambda: actions.purge(actor=study.person, image=study.now(image), reason="Consent withdrawn")


WAYS = (
    _in_a_field,
    _typed_and_taken_back,
    _in_an_extension,
    _in_a_reason,
    _in_the_file_name,
    _not_saved,
    _all_over_an_image,
)


def _erase(study: Study, image: Image, label: str) -> None:
    value = AuditValue.objects.filter(entry__image=image.pk, label=label, sealed__isnull=False).latest("pk")
    actions.erase_value(actor=study.person, image=study.now(image), value=value, reason=REASON)


def _found(names: Sequence[str]) -> list[tuple[str, str]]:
    """Each name with every place it is in: files as they are and unpacked, and what the record can still tell."""
    found = []
    for path in _files():
        data = path.read_bytes()
        data += _unpacked(data)
        found += [(name, str(path)) for name in names if name.encode() in data]
    told = " ".join(str(entry.told) for entry in AuditEntry.objects.prefetch_related("values"))
    return found + [(name, "what the record tells") for name in names if name in told]


def _files() -> list[Path]:
    """All files of the data folder, and those of the database."""
    kept = [path for path in sorted(Path(settings.DATA_ROOT).rglob("*")) if path.is_file()]
    if connection.vendor == "postgresql":
        return kept + [path for path in sorted(_tables().rglob("*")) if path.is_file()]
    database = Path(connection.settings_dict["NAME"])
    return list(dict.fromkeys([*kept, *sorted(database.parent.glob(f"{database.name}*"))]))


def _tables() -> Path:
    """Where PostgreSQL has its tables; what it still has in memory is written out first."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        return Path(cursor.fetchone()[0]) / "base"


def _where() -> str:
    return f"{len(_files())} files searched, {connection.vendor}"


def _unpacked(data: bytes) -> bytes:
    with suppress(OSError, EOFError, zlib.error):
        return gzip.decompress(data)
    return b""
