"""The names of the files of a release: safe on every disk, and no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inspector.vault.assemble import stem

ENDING = ".nii.gz"
# What Windows takes for a device, whatever stands behind the first dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def names(of: Iterable[str]) -> Iterator[str]:
    """A name for each image that is called like this, in order; disks that know no capitals can hold them together."""
    taken: set[str] = set()
    for each in of:
        first = stem(each).rstrip(". ") or "image"
        first = f"_{first}" if first.lower().partition(".")[0] in _DEVICES else first
        name, number = first, 1
        while name.lower() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.lower())
        yield f"{name}{ENDING}"
