"""The 3D page: what NiiVue, a program in the browser, is given to draw."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.words import counted, size_text
from inspector.models import Image
from inspector.shown.voxels import VoxelFacts

# The vendored version, static/vendor/niivue.
VERSION = "0.69.0"
# A browser holds the unpacked voxels several times over: from here on it is asked for first.
HEAVY = 512 * 1024 * 1024


@dataclass(frozen=True)
class Space:
    """One image as NiiVue gets it: its current revision, as a download gives it."""

    image: Image

    @property
    def version(self) -> str:
        return VERSION

    @property
    def is_heavy(self) -> bool:
        return self.image.voxels_length >= HEAVY

    @property
    def missing(self) -> str:
        """How many bytes the file ends early, "" when it does not: NiiVue draws nothing in their place."""
        missing = VoxelFacts(self.image).missing
        return counted(missing, "byte") if missing else ""

    @property
    def size(self) -> str:
        """How much the browser has to hold."""
        return size_text(self.image.voxels_length)
