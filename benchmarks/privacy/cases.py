"""Cases: files with identifiers whose places are known, and files without any. Each can be made again by its number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO

from benchmarks.privacy.author import Author, NoRoom
from benchmarks.privacy.images import Made
from benchmarks.privacy.kinds import BY_ID, KINDS
from benchmarks.privacy.marked import Mark, Marked
from benchmarks.privacy.surfaces import SURFACES
from inspector.vault.ledger import STORED, UNPACKED, File

FILE_NAME, FOLDER_NAME = "file name", "folder name"


@dataclass(frozen=True, slots=True)
class Plant:
    """An identifier in the bytes [start, stop) of a layer of a file.

    `is_judged` says whether it counts among the direct identifiers that have to be found at high: its kind is direct,
    and its form or the words around it tell what it is.
    """

    file: str
    layer: str
    start: int
    stop: int
    text: str
    kind: str
    form: str
    surface: str
    locale: str
    encoding: str
    carrier: str
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Files that are looked at together, and what is planted in them; without plants they are clean."""

    id: str
    files: tuple[Made, ...]
    plants: tuple[Plant, ...] = ()

    @property
    def folder(self) -> str:
        return self.files[0].folder.data.decode()

    def opened(self) -> list[File]:
        """The files as the check takes them."""
        return [File(made.name.data.decode(), BytesIO(made.stored.data)) for made in self.files]


def planted(seed: int, number: int, locales: tuple[str, ...]) -> Case:
    """The case of this number: surface and kind go round so that each meets each, the locale is drawn."""
    chance = random.Random(f"{seed}:{number}")
    surface = SURFACES[number % len(SURFACES)]
    first = number % len(SURFACES) + number // len(SURFACES)
    locale = chance.choice(locales)
    for turn in range(len(KINDS)):
        kind = KINDS[(first + turn) % len(KINDS)].id
        try:
            files = surface.make(Author(locale, kind, chance))
        except NoRoom:
            continue
        return Case(f"{seed}:{number}", files, tuple(_plants(files, locale)))
    raise NoRoom(surface.id)


def _plants(files: tuple[Made, ...], locale: str) -> list[Plant]:
    found = []
    for made in files:
        for layer, piece in layers_of(made).items():
            name = made.folder if layer == FOLDER_NAME else made.name
            found += [_plant(name.data.decode(), layer, mark, locale) for mark in piece.marks]
    return found


def layers_of(made: Made) -> dict[str, Marked]:
    """Each layer of a file with its marks. Those of packed bytes lie in the layer that they unpack to."""
    layers = {FOLDER_NAME: made.folder, FILE_NAME: made.name, STORED: made.stored}
    if made.unpacked is not None:
        layers[UNPACKED] = made.unpacked
    return layers


def _plant(file: str, layer: str, mark: Mark, locale: str) -> Plant:
    value = mark.value
    return Plant(
        file, layer, mark.start, mark.stop, value.text, value.kind, value.form, mark.surface, locale, mark.encoding,
        mark.carrier, BY_ID[value.kind].is_direct and value.telling,
    )  # fmt: skip
