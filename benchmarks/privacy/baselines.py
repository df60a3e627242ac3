"""What people use today, asked about the same files: rules by field name, regexes, a program that strips, a model."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmarks.privacy.cases import Case, layers_of
from benchmarks.privacy.images import Made
from benchmarks.privacy.residue import SHORTEST, left
from benchmarks.privacy.scoring import HIGH, MEDIUM, Found
from inspector.core.errors import ImageError
from inspector.core.header import Header
from inspector.vault.ledger import STORED, UNPACKED

Look = Callable[[Case], Sequence[Found]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a method says of the bytes [start, stop) of a layer."""

    file: str
    layer: str
    surface: str
    start: int
    stop: int
    text: str
    recognizer: str
    level: str


@dataclass(frozen=True, slots=True)
class Method:
    """A way to look at files. `missing` says why it cannot take part; `every` asks it about each so manieth case."""

    name: str
    look: Look
    missing: str = ""
    every: int = 1
    has_alarms: bool = True


# What de-identification tools for BIDS look for by name: text of the header, and keys of the JSON file beside it.
_KEYS: Final = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientAge", "InstitutionName", "InstitutionAddress",
    "StationName", "DeviceSerialNumber", "AcquisitionDate",
)  # fmt: skip
_FIELDS: Final = ("descrip", "aux_file", "intent_name")
_REGEXES: Final = {
    "date": re.compile(r"\b\d{4}[-/.]?\d{2}[-/.]?\d{2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b"),
    "phone": re.compile(r"(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b"),
    "email": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    "id": re.compile(r"\b\d{3}-\d{2}-\d{4}\b|\b(?:MRN|ID|SSN)[:# ]*\d{4,12}\b", re.IGNORECASE),
}
_SECONDS: Final = 20


def by_field_name(case: Case) -> list[Found]:
    """Whatever stands in descrip, and the values of keys with a name on a list."""
    found: list[Found] = []
    for made in case.files:
        layer, data = _content(made)
        for name, at, text in _texts(data):
            if name == "descrip":
                found.append(_finding(made, layer, name, at, text, "field name", HIGH))
        found += [
            _finding(made, layer, key, match.start(1), match[1], "key name", HIGH)
            for key in _KEYS
            if made.name.data.endswith(b".json")
            for match in re.finditer(rb'"%s"\s*:\s*"([^"]*)"' % key.encode(), data)
        ]
    return found


def by_four_regexes(case: Case) -> list[Found]:
    """Dates, telephone numbers, e-mail addresses and ids in three text fields."""
    found: list[Found] = []
    for made in case.files:
        layer, data = _content(made)
        for name, at, raw in _texts(data):
            text = raw.decode("latin-1")
            found += [
                _finding(made, layer, name, at + match.start(), match[0].encode("latin-1"), kind, HIGH)
                for kind, regex in _REGEXES.items()
                for match in regex.finditer(text)
            ]
    return found


def by_stripping(case: Case) -> list[Found]:
    """What `nifti_tool -strip_extras` takes away: the plants whose text is nowhere in the file that it writes.

    A file that it cannot read keeps all of its text, and so does its name.
    """
    with tempfile.TemporaryDirectory() as folder:
        kept = _stripped(case, Path(folder))
    gone: list[Found] = []
    for plant in case.plants:
        is_searched = kept is not None and len(plant.text) >= SHORTEST and plant.layer in (STORED, UNPACKED)
        if is_searched and not left(plant.text, kept or b""):
            place = (plant.file, plant.layer, plant.surface, plant.start, plant.stop)
            gone.append(Finding(*place, plant.text, "stripped", HIGH))
    return gone


def _stripped(case: Case, place: Path) -> bytes | None:
    for made in case.files:
        (place / made.name.data.decode()).write_bytes(made.stored.data)
    first = place / case.files[0].name.data.decode()
    out = place / "out" / "stripped.nii"
    out.parent.mkdir()
    command = [shutil.which("nifti_tool") or "", "-strip_extras", "-prefix", str(out), "-infiles", str(first)]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(command, cwd=place, capture_output=True, timeout=_SECONDS, check=False)
    written = sorted(out.parent.iterdir())
    return b"".join(path.read_bytes() for path in written) if written else None


def by_presidio(case: Case) -> list[Found]:
    """What Presidio's analyzer says of the text fields and the text of extensions, as English."""
    found: list[Found] = []
    for made in case.files:
        layer, data = _content(made)
        for name, at, raw in (*_texts(data), *_extensions(data)):
            # Latin-1 has one sign for each byte, so that places in the text are places in the file.
            for result in _presidio().analyze(text=raw.decode("latin-1"), language="en"):
                level = HIGH if result.score >= 0.8 else MEDIUM
                text = raw[result.start : result.end]
                found.append(_finding(made, layer, name, at + result.start, text, result.entity_type, level))
    return found


@cache
def _presidio() -> Any:
    return import_module("presidio_analyzer").AnalyzerEngine()


def _finding(made: Made, layer: str, surface: str, start: int, text: bytes, recognizer: str, level: str) -> Finding:
    told = text.decode("utf-8", "replace")
    return Finding(made.name.data.decode(), layer, surface, start, start + len(text), told, recognizer, level)


def _content(made: Made) -> tuple[str, bytes]:
    """The layer that the image is in, and its bytes."""
    layers = layers_of(made)
    title = UNPACKED if UNPACKED in layers else STORED
    return title, layers[title].data


def _header(data: bytes) -> Header | None:
    for paired in (False, True):
        with suppress(ImageError):
            return Header.parse(data, paired=paired)
    return None


def _texts(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    """The three text fields that programs show, up to their NUL."""
    header = _header(data)
    for field in header.fields if header else ():
        if field.name in _FIELDS:
            yield field.name, field.offset, data[field.offset : field.offset + field.size].partition(b"\0")[0]


def _extensions(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    header = _header(data)
    for extension in header.extensions if header else ():
        start = extension.offset + 8
        yield f"extension {extension.index + 1}", start, extension.data.rstrip(b"\0")


def _absent(program: str, package: str) -> str:
    return "" if shutil.which(program) else f"not installed: {program} (Debian: {package})"


BASELINES: Final = (
    Method("field names", by_field_name),
    Method("four regexes", by_four_regexes),
    Method(
        "nifti_tool -strip_extras", by_stripping, _absent("nifti_tool", "nifti-bin"), every=10, has_alarms=False
    ),
    Method(
        "Presidio", by_presidio, "" if find_spec("presidio_analyzer") else "not installed: presidio_analyzer (PyPI)", 20
    ),
)  # fmt: skip
