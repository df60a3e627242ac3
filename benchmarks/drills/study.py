"""A dataset with people and images in it, made in this process, for drills that act on the records themselves."""

from __future__ import annotations

import gzip
import io
import random
import struct
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from inspector import access, actions
from inspector.models import AuditEntry, Dataset, Image
from inspector.vault.intake import Source

FIELDS = ("cal_max", "cal_min", "descrip", "aux_file", "toffset", "db_name", "intent_name")


class Study:
    """What happens to its images is drawn from `chance`."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.person: User = access.local_user()
        self.dataset: Dataset = access.default_dataset()

    def add(self, name: str = "", *, descrip: str = "", extension: str = "", inner: str = "") -> Image:
        """Upload a small image whose voxels are its own; `inner` is the name that its gzip file gives itself."""
        data = nifti(descrip.encode(), extension.encode(), self.chance.randbytes(200))
        name = name or f"scan-{self.chance.randrange(10**9)}.nii"
        if name.endswith(".gz"):
            packed = io.BytesIO()
            with gzip.GzipFile(inner or "scan.nii", "wb", fileobj=packed, mtime=0) as file:
                file.write(data)
            data = packed.getvalue()
        path = Path(settings.VAULT_ROOT) / "drill-upload"
        path.write_bytes(data)
        try:
            return actions.upload(actor=self.person, dataset=self.dataset, sources=[Source(name, path, len(data))])
        finally:
            path.unlink()

    def edit(self, image: Image, reason: str = "By the protocol", **values: Any) -> Image:
        now = self.now(image)
        actions.edit(actor=self.person, image=now, base=now.etag, values=values or self.drawn(), reason=reason)
        return self.now(image)

    def drawn(self) -> dict[str, Any]:
        """One to three fields with values that they hardly had before."""
        names = self.chance.sample(FIELDS, self.chance.randint(1, 3))
        return {name: self.number() if name in ("cal_max", "cal_min", "toffset") else self.text() for name in names}

    def number(self) -> float:
        return float(self.chance.randrange(1, 10**6))

    def text(self) -> str:
        return f"t{self.chance.randrange(10**9)}"

    def now(self, image: Image) -> Image:
        return Image.objects.select_related("block", "dataset").get(pk=image.pk)

    def entries(self, wanted: int) -> None:
        """Let things happen until the record has this many entries."""
        images = [self.add() for _ in range(max(2, wanted // 10))]
        while AuditEntry.objects.count() < wanted:
            self.edit(self.chance.choice(images))


def nifti(descrip: bytes, extension: bytes, voxels: bytes) -> bytes:
    """A NIfTI-1 file of 10 x 10 x 1 int16 voxels."""
    chain = b""
    if extension:
        size = -(-(len(extension) + 8) // 16) * 16
        chain = struct.pack("<ii", size, 6) + extension.ljust(size - 8, b"\0")
    head = bytearray(348)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, 10, 10, 1, 1, 1, 1, 1)
    struct.pack_into("<2h", head, 70, 4, 16)
    struct.pack_into("<8f", head, 76, 1, 2, 2, 3, 1, 1, 1, 1)
    struct.pack_into("<3f", head, 108, 352 + len(chain), 1, 0)
    head[123] = 10
    head[148 : 148 + len(descrip)] = descrip
    struct.pack_into("<2h", head, 252, 0, 1)
    struct.pack_into("<12f", head, 280, 2, 0, 0, -9, 0, 2, 0, -9, 0, 0, 3, 0)
    head[344:348] = b"n+1\0"
    return bytes(head) + bytes([bool(chain), 0, 0, 0]) + chain + voxels
