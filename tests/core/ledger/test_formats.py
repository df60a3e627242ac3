"""Files of any format, broken by chance: whatever they hold, their layers are tiled."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from inspector.core.ledger import Held
from inspector.core.ledger.formats.format import Onwards
from tests.core.ledger import test_analyze, test_dicom, test_document_files, test_mgh, test_netcdf, test_text_heads
from tests.core.ledger.laid import layers

FILES = (
    *(test_dicom.written(test_dicom.data_set(), syntax) for syntax in test_dicom.SYNTAXES.values()),
    test_mgh.IMAGE + test_mgh.tag(3, b"command"),
    test_analyze.hdr(test_analyze.TEXTS.values()),
    test_netcdf.written(),
    test_text_heads.NRRD % b"gzip" + gzip.compress(test_text_heads.VOXELS, mtime=0),
    test_text_heads.META % (b"", b"ElementDataFile = LOCAL\n") + test_text_heads.VOXELS,
    test_text_heads.MIF + test_text_heads.VOXELS,
    test_text_heads.PAR,
    test_text_heads.AFNI,
    test_document_files.surface(test_document_files.packed()),
    b'{"PatientName": "Doe^Jane", "list": [1, {"deep": null}]}',
    b"id\tname\n1\tDoe^Jane\n",
)
PIECES = st.sampled_from(
    [b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), b"\xfe\xff\x00\xe0", b"Smith^John", b'"\t']
)


@given(st.data())
def test_whatever_is_broken_in_a_file_its_layers_are_tiled(chance: st.DataObject) -> None:
    data = chance.draw(st.sampled_from(FILES))
    for _ in range(chance.draw(st.integers(1, 3))):
        at = chance.draw(st.integers(0, len(data)))
        piece = chance.draw(PIECES | st.binary(max_size=4))
        data = data[:at] + piece + data[at + chance.draw(st.sampled_from([0, len(piece), 20])) :]

    layers(data)


@given(st.binary(max_size=400), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 200)), max_size=6))
def test_reading_onwards_reads_the_same(data: bytes, asked: list[tuple[int, int]]) -> None:
    source = Onwards(Held(data))

    assert [source.read(*each) for each in asked] == [Held(data).read(*each) for each in asked]


def test_a_source_is_read_onwards_only() -> None:
    class Once(Held):
        def read(self, offset: int, count: int) -> bytes:
            assert offset >= len(read)
            found = super().read(offset, count)
            read.extend(found)
            return found

    read = bytearray()
    data = bytes(range(256)) * 1024
    source = Onwards(Once(data))

    assert [source.read(at, 12) for at in range(0, len(data), 8)] == [
        data[at : at + 12] for at in range(0, len(data), 8)
    ]
