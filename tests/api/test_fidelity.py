"""Whatever was uploaded and edited: what comes back differs in the bytes of the edited fields and in no other."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.core.header import Header
from inspector.core.rules import BY_ID
from inspector.core.words import json_value
from tests.api.conftest import Program
from tests.core.editing import NAN_PAYLOAD
from tests.core.generated import differing_fields, headers, new_values, same_value

UINT8, INT16, FLOAT32, COMPLEX64, FLOAT64 = 2, 4, 16, 32, 64
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
}


@dataclass(frozen=True, slots=True)
class Given:
    """An image to upload: its header, all bytes behind it, and how each file is packed."""

    header: Header
    voxels: bytes
    packing: str

    @property
    def files(self) -> dict[str, bytes]:
        head, pack = self.header.data, PACKINGS[self.packing]
        if not self.header.paired:
            return {f"scan.nii{self.packing}": pack(head + self.voxels)}
        return {f"scan.hdr{self.packing}": pack(head), f"scan.img{self.packing}": pack(self.voxels)}


@st.composite
def images(draw: st.DrawFn) -> Given:
    """The voxels are any bytes or NaNs with a payload, and more bytes may trail behind them."""
    header = draw(headers((UINT8, INT16, FLOAT32, COMPLEX64, FLOAT64)))
    size = header.voxel_bytes or 0
    block = draw(st.binary(min_size=size, max_size=size) | st.just((NAN_PAYLOAD * size)[:size]))
    return Given(header, block + draw(st.binary(max_size=40)), draw(st.sampled_from(list(PACKINGS))))


# One database and one store serve all examples: more images beside it must not matter to any of them.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(images(), st.data())
def test_only_the_bytes_of_edited_fields_change(program: Program, image: Given, data: st.DataObject) -> None:
    uploaded = program.upload(*image.files.items())
    edited: dict[str, Any] = {}
    for number in range(data.draw(st.integers(1, 3))):
        values = {**data.draw(new_values(image.header)), "descrip": f"edit {number} of {image.header.sha256[:40]}"}
        # Whatever is wrong with the values that are drawn, they are meant.
        program.edit(uploaded, allow=[*BY_ID], **{name: json_value(value) for name, value in values.items()})
        edited |= values

    plain, packed, header, voxels = _downloaded(program, uploaded)

    after = header if image.header.paired else plain[: len(image.header.data)]
    assert differing_fields(image.header, after) <= set(edited)
    reread = Header.parse(after, paired=image.header.paired)
    assert {name for name, value in edited.items() if not same_value(reread.value(name), value)} == set()
    assert uploaded["voxels"]["sha256"] == hashlib.sha256(image.voxels).hexdigest()
    assert (voxels, plain[-len(image.voxels) :], packed) == (image.voxels, image.voxels, plain)
    assert _original(program, uploaded, image) == image.files


def _downloaded(program: Program, image: dict[str, Any]) -> tuple[bytes, bytes, bytes, bytes]:
    """The .nii, what the .nii.gz unpacks to, and the .hdr and the .img of the pair."""
    plain, packed = program.download(image, as_="nii"), program.download(image, as_="nii.gz")
    pair = _unzipped(program.download(image, as_="pair"))
    return plain, gzip.decompress(packed), pair["scan.hdr"], pair["scan.img"]


def _original(program: Program, image: dict[str, Any], given_image: Given) -> dict[str, bytes]:
    data = program.download(image, as_="original")
    return _unzipped(data) if given_image.header.paired else {next(iter(given_image.files)): data}


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
