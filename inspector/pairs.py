"""Which of many uploaded files belong together: a .hdr and an .img of the same stem are one image."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

HALF = re.compile(r"(?P<stem>.+)\.(?P<half>hdr|img)(\.gz|\.bz2)?", re.IGNORECASE)


class Named(Protocol):
    @property
    def name(self) -> str | None: ...


F = TypeVar("F", bound=Named)


def grouped(files: Sequence[F]) -> list[list[F]]:
    """The files of each image, in order of appearance: pairs of halves, and everything else alone.

    Only names are looked at, because the content is read when the files are stored; a half that finds no partner
    stays alone and is refused there with its reason.
    """
    groups: list[list[F]] = []
    waiting: dict[tuple[str, str], list[list[F]]] = {}
    for file in files:
        match = HALF.fullmatch(file.name or "")
        if match is None:
            groups.append([file])
            continue
        stem, half = match["stem"], match["half"].lower()
        other = waiting.get((stem, "img" if half == "hdr" else "hdr"))
        if other:
            other.pop(0).append(file)
        else:
            groups.append([file])
            waiting.setdefault((stem, half), []).append(groups[-1])
    return groups
