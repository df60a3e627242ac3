"""Files mutated by chance: whatever they hold, the spans of the ledger tile every layer, and zero padding is zero.

The files it begins with are legal or nearly so: single files and pairs of both versions and byte orders, plain, gzip
with every field in its head and several members, bzip2, with extensions that hold documents; and other formats.
"""

from __future__ import annotations

import bz2
import gzip
import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Final

from benchmarks.drills.drill import Drill, Result
from benchmarks.hostile import cases
from inspector.core.ledger import Kind, Layer, Ledger
from inspector.core.ledger.gzip import DAMAGED
from inspector.vault.ledger import STORED, UNPACKED, File, of_files
from tests.builders import nifti1_bytes, nifti2_bytes, pair

Files = list[bytes]

JSON: Final = b'{"PatientName": "Doe^Jane", "list": [1, true, {"deep": "x\\"y"}], "n": 1.5e3}'
XML: Final = (
    b'<?xml version="1.0"?><A><AFNI_atr atr_name="NOTE" n=\'1\'>[jane@host] <![CDATA[raw]]></AFNI_atr><!-- by --></A>'
)
DICOM: Final = (
    b"\x08\x00\x80\x00LO\x08\x00St. Olga\x10\x00\x10\x00PN\x08\x00Doe^Jane"
    b"\x08\x00\x20\x11SQ\x00\x00\x18\x00\x00\x00\xfe\xff\x00\xe0\x10\x00\x00\x00\x10\x00\x20\x00LO\x08\x004711    "
)
CHAINS: Final = (
    [(6, b"a comment\0of an older one")],
    [(0, JSON), (44, JSON + bytes(9) + b"left")],
    [(4, XML), (32, XML.replace(b"AFNI_atr", b"Label")), (8, b"<broken")],
    [(2, DICOM), (2, bytes(128) + b"DICM" + DICOM)],
    [(16, b"cos\nsystem"), (40, b"MATLAB 5.0 MAT-file"), (4242, bytes(range(64)))],
)
OTHERS: Final = (
    bytes(128) + b"DICM" + DICOM + b"\xe0\x7f\x10\x00OW\x00\x00\x04\x00\x00\x00abcd",
    struct.pack(">7i", 1, 2, 1, 1, 1, 0, 0).ljust(306, b"\0") + struct.pack(">iq", 3, 8) + b"by jdoe\0",
    struct.pack("<i", 348) + b"dsr".ljust(10, b"\0") + b"DOE^JANE".ljust(334, b"\0"),
    b"CDF\x01"
    + struct.pack(">7i", 0, 0, 0, 12, 1, 5, 0x6964656E)
    + b"t\0\0\0"
    + struct.pack(">5i", 2, 4, 1 << 24, 0, 0),
    b"NRRD0005\ntype: uchar\nsizes: 2 2\nencoding: gzip\n\n" + gzip.compress(b"abcd", mtime=0),
    b"NDims = 2\nDimSize = 2 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\nabcd",
    b"# === DATA DESCRIPTION FILE\n.    Patient name  :   Doe\n  1   1  2\n",
    b"type = string-attribute\nname = HISTORY_NOTE\ncount = 5\n'jdoe~\n",
    JSON,
    XML,
    b"participant_id\tage\nsub-01\t97\nsub-02\tn/a\n",
)
PIECES: Final = (
    *(b"Smith^John\0", bytes(12), b"\xff\xfeS\0m\0", b"\xaa" * 9),
    *(b"\x1f\x8b\x08\x1e", b"BZh9", b"<!--", b'{"'),
)


def ledger(n: int, seed: int) -> Result:
    """`n` files, each mutated up to four times before or after it was packed."""
    chance = random.Random(seed)  # to be done again with the same seed
    begun = _begun()
    failures = [f"file {number} as it was: {what}" for number, files in enumerate(begun) if (what := _wrong(files))]
    spans = 0
    for attempt in range(n):
        files = _mutated(begun[chance.randrange(len(begun))], chance)
        try:
            found = _ledger(files)
            what = _unkept(found, files)
            spans += sum(len(layer.spans) for layer in found.layers)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
        failures += [f"attempt {attempt + 1}: {what}"] if what else []
    return Result(n, tuple(failures), f"{spans:,} spans, begun with {len(begun)} files")


def _begun() -> list[Files]:
    plain = [case.data for case in cases(few=False)]
    for chain in CHAINS:
        plain += [
            make(order, extensions=chain, gap=bytes(5)) for make in (nifti1_bytes, nifti2_bytes) for order in "<>"
        ]
    pairs = [list(pair(version, order, extensions=CHAINS[0])) for version in (1, 2) for order in "<>"]
    return [[each] for each in (*plain, *OTHERS)] + pairs


def _mutated(files: Files, chance: random.Random) -> Files:
    changed = [_changed(each, chance) for each in files]
    packed = [chance.choice(PACKINGS)(each, chance) for each in changed]
    return [_changed(each, chance) for each in packed]


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        at = chance.randrange(len(data) + 1)
        # Most of what is believed stands at the beginning.
        at = min(at, chance.choice((16, 64, 360, 600, len(data))))
        data = chance.choice(MUTATIONS)(data, at, chance)
    return data


def _over(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


MUTATIONS: Final[tuple[Callable[[bytes, int, random.Random], bytes], ...]] = (
    lambda data, at, chance: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
    lambda data, at, chance: (
        data[:at] + (piece := chance.randbytes(chance.choice((2, 4, 8)))) + data[at + len(piece) :]
    ),
    lambda data, at, chance: data[:at] + (piece := chance.choice(PIECES)) + data[at + len(piece) :],
    lambda data, at, chance: data[:at] + chance.choice(PIECES) + data[at:],
    lambda data, at, chance: data[:at],
    lambda data, at, chance: data + chance.choice(PIECES) * chance.randrange(1, 4),
    lambda data, at, chance: data[:at] + data[at + chance.randrange(20) :],
    lambda data, at, chance: data[:at] + data[chance.randrange(len(data) + 1) :],
)


def _gzipped(data: bytes, chance: random.Random) -> bytes:
    """One member or two, with any of the fields of a head."""
    flags, fields = chance.randrange(32), b""
    fields += b"\x06\0AB\x02\0xy" if flags & 4 else b""
    fields += b"SMITH_JOHN.nii\0" if flags & 8 else b""
    fields += b"made by jane\0" if flags & 16 else b""
    head = b"\x1f\x8b\x08" + bytes([flags & ~2]) + chance.randbytes(4) + b"\0\x03" + fields
    cut = chance.choice((len(data), chance.randrange(len(data) + 1)))
    # The first ten bytes are gzip's own head.
    first = head + gzip.compress(data[:cut], 1, mtime=0)[10:]
    return first + (gzip.compress(data[cut:], 1) if cut < len(data) else b"")


PACKINGS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    lambda data, chance: data,
    lambda data, chance: data,
    _gzipped,
    _gzipped,
    lambda data, chance: bz2.compress(data, 1),
)


def _ledger(files: Files) -> Ledger:
    return of_files([File(f"file {number}", BytesIO(data)) for number, data in enumerate(files)], folder="sub-01")


def _wrong(files: Files) -> str:
    return _unkept(_ledger(files), files)


def _unkept(found: Ledger, files: Files) -> str:
    """What is wrong with a ledger of these files; "" when nothing is."""
    for number, data in enumerate(files):
        layers = {layer.title: layer for layer in found.layers if layer.file == f"file {number}"}
        if what := _unlike(layers[STORED], data):
            return what
        # Other programs unpack some of what does not agree with its own checksums.
        whole = all(span.surface != DAMAGED for span in layers[STORED].spans)
        inside = _unpacked(data) if UNPACKED in layers and whole else None
        if inside is not None and (what := _unlike(layers[UNPACKED], inside)):
            return what
    return found.unaccounted


def _unlike(layer: Layer, data: bytes) -> str:
    """Whether the layer is of other bytes, or calls zeros text or text zeros."""
    if layer.length != len(data):
        return f"the {layer.title} layer has {layer.length} bytes, the file {len(data)}"
    for span in layer.spans:
        held = data[span.start : span.stop]
        if span.kind is (Kind.TEXT if not any(held) else Kind.PADDING):
            return f"{span.kind} at {span.start} of the {layer.title} layer is {held[:20]!r}"
    return ""


def _unpacked(data: bytes) -> bytes | None:
    """What a packed file holds, by another program; None when that does not unpack it."""
    with suppress(OSError, EOFError, zlib.error, ValueError):
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else bz2.decompress(data)
    return None


LEDGER: Final = Drill("ledger", "Every byte of any file belongs to exactly one span.", 100_000, ledger)
