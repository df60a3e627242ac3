"""How fast a whole file is looked at: one that unpacks to many bytes of voxels, with text behind them."""

from __future__ import annotations

import random
import tempfile
import time
import zlib
from pathlib import Path
from typing import Final

from inspector.vault.ledger import File
from inspector.vault.privacy import look
from tests.builders import head

_EDGE: Final = 256
_BEHIND: Final = b"Patient: DOE^JANE\n" * 50
_ROUNDS: Final = 3
_PIECE: Final = 1 << 20


def tail_scan(megabytes: int) -> float:
    """MB of unpacked bytes a second of processor, of a .nii.gz of about so many; the fastest of three."""
    volumes = max(megabytes * 10**6 // (2 * _EDGE**3), 1)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "large.nii.gz"
        unpacked = _write(path, volumes)
        return max(unpacked / 1e6 / _seconds(path) for _ in range(_ROUNDS))


def _seconds(path: Path) -> float:
    with path.open("rb") as opened:
        began = time.process_time()
        found = look([File(path.name, opened)])
        took = time.process_time() - began
    if not found:
        raise ValueError("What was planted behind the voxels was not found.")
    return took


def _write(path: Path, volumes: int) -> int:
    """Write the file, and tell how many bytes it unpacks to."""
    chance = random.Random(1)
    # Twelve bits of signal and noise in sixteen, as scanners write them, packed to about half.
    piece = b"".join(chance.getrandbits(11).to_bytes(2, "little") for _ in range(_PIECE // 2))
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    count = volumes * 2 * _EDGE**3 // _PIECE
    begin = head(dim=(4, _EDGE, _EDGE, _EDGE, volumes, 1, 1, 1))
    with path.open("wb") as written:
        for data in (begin, *(piece for _ in range(count)), _BEHIND):
            written.write(packer.compress(data))
        written.write(packer.flush())
    return len(begin) + count * _PIECE + len(_BEHIND)
