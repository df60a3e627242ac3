"""Facts about the voxel block: its hash, its bytes, and how many the header claims."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.words import counted
from inspector.models import Image
from inspector.vault.frozen import Front


@dataclass(frozen=True)
class VoxelFacts:
    image: Image

    @property
    def sha256(self) -> str:
        return self.image.voxels_sha256

    @property
    def there(self) -> int:
        return self.image.voxels_length

    @property
    def claimed(self) -> int | None:
        """Bytes the header asks for, None when it makes no sense."""
        return self.image.header.voxel_bytes

    @property
    def before(self) -> int:
        """Bytes of the block that lie before the first voxel."""
        return self.image.header.voxel_start(self.there)

    @property
    def missing(self) -> int:
        return max(0, (self.claimed or 0) - self.there)

    @property
    def after(self) -> int:
        """Bytes behind the last voxel."""
        return max(0, self.there - self.before - (self.claimed or 0)) if self.claimed is not None else 0


@dataclass(frozen=True)
class VoxelsLeft:
    """How many bytes of the same voxel block two states of an image have; as far as both go they are the same."""

    before: Front
    after: Front

    @property
    def cut(self) -> int:
        """How many bytes at the end are cut off or come back."""
        return abs(self.before.length - self.after.length)

    @property
    def fate(self) -> str:
        """What becomes of them."""
        return "cut off" if self.after.length < self.before.length else "come back"

    @property
    def said(self) -> str:
        """Both in words, "" when the voxels stay as they are."""
        return f"{counted(self.cut, 'byte')} at the end {self.fate}" if self.cut else ""
