"""What is left of the plants when every remedy that is proposed is applied, and whether the voxels stayed as they were.

The remedies are the product's own; the search for what is left (residue.py) is the benchmark's.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.privacy.cases import FOLDER_NAME, Case, Plant, layers_of
from benchmarks.privacy.residue import SHORTEST, left
from inspector.core.errors import ImageError
from inspector.core.header import Header, head_length
from inspector.core.ledger import Held, Ledger, image
from inspector.core.privacy.finding import Finding
from inspector.core.privacy.remedies import IN_HEADER, Remedy, apply, choices
from inspector.core.privacy.scan import scan
from inspector.vault.content import PROBE
from inspector.vault.ledger import STORED, UNPACKED

# What one round lays open is cleared by the next.
_ROUNDS: Final = 5
_KEY: Final = b"a key for stand-ins"
_NAMES: Final = ("image.nii",), ("image.hdr", "image.img")


@dataclass(frozen=True, slots=True)
class Residue:
    """What was searched after clearing a case, and what was left: each plant with the forms it was found in."""

    case: str
    searched: int
    found: tuple[tuple[Plant, tuple[str, ...]], ...]
    voxels_are_same: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """A case as it is after some remedies."""

    header: Header
    block: bytes
    names: Sequence[str]

    @property
    def files(self) -> list[bytes]:
        data = self.header.data
        return [data, self.block] if self.header.paired else [data + self.block]

    @property
    def voxels(self) -> bytes:
        start = self.header.voxel_start(len(self.block))
        return self.block[start : start + (self.header.voxel_bytes or 0)]


def cleared(case: Case) -> Residue | None:
    """The case with all remedies applied until nothing new is proposed; None for what is no image."""
    begun = _begun(case)
    if begun is None:
        return None
    state, problem = begun, ""
    try:
        for _ in range(_ROUNDS):
            after = _round(state)
            if after == state:
                break
            state = after
    except ImageError as error:
        problem = str(error)
    searched = [plant for plant in case.plants if len(plant.text) >= SHORTEST and plant.layer != FOLDER_NAME]
    whole = b"\0".join([*(name.encode() for name in state.names), *state.files])
    found = [(plant, where) for plant in searched if (where := left(plant.text, whole))]
    return Residue(case.id, len(searched), tuple(found), state.voxels == begun.voxels, problem)


def _begun(case: Case) -> _State | None:
    contents = []
    for made in case.files:
        layers = layers_of(made)
        contents.append(layers.get(UNPACKED, layers[STORED]).data)
    names = [made.name.data.decode() for made in case.files]
    with suppress(ImageError):
        is_pair = len(contents) > 1
        length = len(contents[0]) if is_pair else head_length(contents[0][:PROBE])
        header = Header.parse(contents[0][:length], paired=is_pair)
        block = contents[1] if header.paired else contents[0][len(header.data) :]
        return _State(header, block, names)
    return None


def _ledger(state: _State) -> Ledger:
    """As of a download, whose packing is made anew."""
    block = Held(state.block)
    layers = [image.name("file name", state.names[0])]
    if state.header.paired:
        layers.append(image.head_alone(state.names[0], UNPACKED, state.header))
        layers.append(image.voxels_alone(state.names[1], UNPACKED, state.header, block))
    else:
        layers.append(image.single(state.names[0], UNPACKED, state.header, block))
    return Ledger(tuple(layers))


def _round(state: _State) -> _State:
    """Every first choice applied once."""
    ledger = _ledger(state)
    picked = [(finding, best) for finding in scan(ledger) if (best := _best(finding, state.header, ledger))]
    if not picked:
        return state
    in_header = [each for each in picked if each[1] in IN_HEADER]
    kinds = {remedy for _, remedy in picked}
    header = apply(state.header, in_header, ledger, _KEY)
    start, count = state.header.voxel_start(len(state.block)), state.header.voxel_bytes or 0
    block = state.block[: start + count] if Remedy.CUT in kinds else state.block
    names = _NAMES[int(header.paired)] if Remedy.RENAME in kinds else state.names
    return replace(state, header=header, block=block, names=names)


def _best(finding: Finding, header: Header, ledger: Ledger) -> Remedy | None:
    possible = choices(finding, header, ledger)
    return possible[0].remedy if possible else None
