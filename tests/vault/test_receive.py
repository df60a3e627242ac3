"""A file that is taken in while it arrives is what it would be all at once; one that stops arriving leaves nothing."""

import bz2
import gzip
import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.core.errors import ImageError, NotAnImage, TooLarge
from inspector.core.header import Header
from inspector.core.rules import GzipFacts
from inspector.vault.blobs import Blobs
from inspector.vault.freeze import Watcher
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.inlet import WAITING, Inlet, Stopped
from inspector.vault.intake import Intake, Received, Receiver, take
from inspector.vault.payload import BLOCK_SIZE
from tests.stores import store, stored_files
from tests.vault.disks import SmallDisk
from tests.vault.images import BUDGET, head, stored_bytes, voxels


def with_long_head(packed: bytes) -> bytes:
    """The same gzip file with 20,000 bytes more in its head, and a name behind them (RFC 1952)."""
    head = packed[:3] + bytes([4 | 8]) + packed[4:10] + (20_000).to_bytes(2, "little")
    return head + bytes(20_000) + b"old\0" + packed[10:]


SHAPE = (64, 64, 24)
HEAD = head(SHAPE)
PAIR_HEAD = head(SHAPE, paired=True)
DATA = stored_bytes(voxels(SHAPE))
FILE = HEAD + DATA
MTIME = 1_700_000_000
NOISE = np.random.default_rng(1).bytes(3 << 20)
PACKED = {
    "plain": FILE,
    "gzip": gzip.compress(FILE, mtime=0),
    "long head": with_long_head(gzip.compress(FILE, mtime=0)),
    "members": gzip.compress(FILE[:70_000], mtime=MTIME) + gzip.compress(FILE[70_000:]) + bytes(99),
    "bzip2": bz2.compress(FILE),
}
GZIP = {
    "gzip": GzipFacts(members=1, trailing=0),
    "long head": GzipFacts(name="old", members=1, trailing=0),
    "members": GzipFacts(mtime=MTIME, members=2, trailing=99),
}


def received(blobs: Blobs, name: str, data: bytes, cuts: Sequence[int] = ()) -> Received:
    """The file as it is after it arrived in pieces, cut at these places."""
    with Receiver(name, blobs=blobs, max_unpacked=BUDGET) as receiver:
        for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
            receiver.write(data[start:stop])
        return receiver.finish()


def accepted(blobs: Blobs, *files: Received) -> Intake:
    return take(files, blobs=blobs, max_unpacked=BUDGET)


def workers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("receive", "freeze"))]


@given(cuts=st.lists(st.integers(0, len(FILE)), max_size=6), packing=st.sampled_from(sorted(PACKED)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_how_a_file_is_cut_into_pieces_on_its_way_makes_no_difference(
    tmp_path: Path, cuts: list[int], packing: str
) -> None:
    blobs, data = store(tmp_path), PACKED[packing]

    intake = accepted(blobs, received(blobs, "a", data, [min(cut, len(data)) for cut in cuts]))

    assert intake.header.data == HEAD
    assert FrozenVoxels(blobs, intake.frozen).read(0, len(FILE)) == DATA
    (upload,) = intake.uploads
    assert upload.gzip == GZIP.get(packing)
    assert (upload.size, upload.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    if upload.key is not None:
        with blobs.open(upload.key) as blob:
            assert blob.read_at(0, blob.size) == data
    assert (packing == "plain") == (upload.key is None)


def test_a_file_that_arrives_one_byte_at_a_time_is_taken(tmp_path: Path) -> None:
    blobs, data = store(tmp_path), gzip.compress(FILE[:6000])

    intake = accepted(blobs, received(blobs, "a", data, range(1, len(data))))

    assert intake.frozen.length == 6000 - len(HEAD)


def test_nothing_is_published_before_it_is_accepted_and_dropping_removes_it(tmp_path: Path) -> None:
    file = received(store(tmp_path), "a.nii.gz", PACKED["gzip"])

    assert {path.parent.name for path in stored_files(tmp_path)} == {"tmp"}
    file.drop()
    assert stored_files(tmp_path) == []


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("count", [0, 100, 60_000, None])
def test_an_upload_that_breaks_off_leaves_no_file_and_no_thread(
    tmp_path: Path, packing: str, count: int | None
) -> None:
    with Receiver("a", blobs=store(tmp_path), max_unpacked=BUDGET) as receiver:
        receiver.write(PACKED[packing][:count])

    assert (stored_files(tmp_path), workers()) == ([], [])


def test_a_finished_upload_has_no_thread_and_no_open_file(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))

    file = received(store(tmp_path), "a.nii.gz", PACKED["gzip"])

    assert workers() == []
    assert len(os.listdir("/dev/fd")) == before
    file.drop()


@pytest.mark.parametrize("turn", [1, -1], ids=["header first", "voxels first"])
def test_the_halves_of_a_pair_arrive_in_any_order(tmp_path: Path, turn: int) -> None:
    blobs = store(tmp_path)
    files = [received(blobs, "a.hdr", gzip.compress(PAIR_HEAD)), received(blobs, "a.img", DATA)]

    intake = accepted(blobs, *files[::turn])

    assert (intake.name, intake.header.data, intake.header.paired) == ("a.hdr", PAIR_HEAD, True)
    assert FrozenVoxels(blobs, intake.frozen).read(0, len(DATA)) == DATA
    assert len(stored_files(tmp_path)) == 2


@pytest.mark.parametrize("packing", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_a_half_may_be_is_left_open_until_its_partner_is_there(tmp_path: Path, packing: type[bytes]) -> None:
    """Voxels that begin like a header, a header with a wrong magic, and a lone file that calls itself a pair."""
    blobs = store(tmp_path)
    misleading = head(SHAPE, magic=b"xyz\0") + DATA
    wrong = head(SHAPE, paired=True, magic=b"nii\0")
    lone = head(SHAPE, magic=b"ni1\0") + DATA

    first = accepted(blobs, received(blobs, "a", packing(misleading)), received(blobs, "b", packing(PAIR_HEAD)))
    second = accepted(blobs, received(blobs, "a", packing(DATA)), received(blobs, "b", packing(wrong)))
    third = accepted(blobs, received(blobs, "a", packing(lone)))

    assert (first.name, FrozenVoxels(blobs, first.frozen).read(0, BUDGET)) == ("b", misleading)
    assert (second.name, second.frozen.length) == ("b", len(DATA))
    assert third.header.data + FrozenVoxels(blobs, third.frozen).read(0, BUDGET) == lone


@pytest.mark.parametrize(
    ("files", "kind", "sentence"),
    [
        ([("a.nii", b"")], ImageError, r"^The file has 0 bytes\."),
        ([("a.nii", DATA)], NotAnImage, "No NIfTI header"),
        ([("a.hdr", PAIR_HEAD)], NotAnImage, "Add the .hdr and the .img together"),
        ([("a.nii.gz", PACKED["gzip"][:-9])], ImageError, "^The file ends in the middle of its gzip"),
        ([("a.hdr", PAIR_HEAD), ("a.img", b"")], ImageError, r"^a\.img has 0 bytes"),
        ([("a.hdr", PAIR_HEAD), ("a.img", gzip.compress(DATA)[:-9])], ImageError, r"^a\.img ends in the middle"),
        ([("a.hdr", PAIR_HEAD), ("a.img", bytes(BUDGET))], TooLarge, r"^a\.img unpacks to more than"),
        ([("a.hdr", PAIR_HEAD), ("a.img", bytes(BUDGET + 1))], TooLarge, r"^a\.img unpacks to more than"),
        ([("a.nii", FILE), ("b.img", DATA)], NotAnImage, "a.nii says it holds its own voxels"),
    ],
)
def test_what_was_received_is_refused_with_its_reason_and_leaves_nothing(
    tmp_path: Path, files: list[tuple[str, bytes]], kind: type[ImageError], sentence: str
) -> None:
    blobs = store(tmp_path)

    with pytest.raises(kind, match=sentence):
        accepted(blobs, *(received(blobs, name, data) for name, data in files))

    assert (stored_files(tmp_path), workers()) == ([], [])


@pytest.mark.parametrize("data", [HEAD + NOISE, gzip.compress(HEAD + NOISE), gzip.compress(PAIR_HEAD + NOISE)])
@pytest.mark.parametrize("room", [0, 1 << 20, 2 << 20])
def test_a_full_disk_is_said_when_the_file_is_accepted_and_leaves_nothing(
    tmp_path: Path, data: bytes, room: int
) -> None:
    blobs = SmallDisk(store(tmp_path), room)
    file = received(blobs, "a", data, range(0, len(data), 50_000))

    with pytest.raises(OSError, match="No space left"):
        accepted(blobs, file)

    assert (stored_files(tmp_path), workers()) == ([], [])


def test_a_watcher_of_a_single_file_sees_its_header_and_then_all_its_voxels(tmp_path: Path) -> None:
    headers, seen = list[Header](), bytearray()

    def watch(header: Header) -> list[Watcher]:
        headers.append(header)
        return [seen.extend]

    with Receiver("a", blobs=store(tmp_path), max_unpacked=BUDGET, watch=watch) as receiver:
        receiver.write(HEAD + NOISE)
        receiver.finish().drop()

    assert [header.data for header in headers] == [HEAD]
    assert seen == NOISE


def test_a_writer_that_is_ahead_waits_for_the_reader() -> None:
    inlet, full, read = Inlet(), threading.Event(), bytearray(WAITING)

    def write() -> None:
        for _ in range(4):
            inlet.put(bytes(WAITING))
        full.set()
        inlet.end()

    writer = threading.Thread(target=write)
    writer.start()
    total = 0
    while count := inlet.readinto(read):
        total += count
        assert full.is_set() or total <= 4 * WAITING
    writer.join()

    assert total == 4 * WAITING


def test_a_stopped_inlet_takes_everything_and_gives_nothing() -> None:
    inlet = Inlet()
    inlet.stop()

    for _ in range(3):
        inlet.put(bytes(WAITING))

    with pytest.raises(Stopped):
        inlet.read(1)


def test_block_boundaries_do_not_depend_on_the_pieces(tmp_path: Path) -> None:
    blobs = store(tmp_path)
    one = accepted(blobs, received(blobs, "a", HEAD + NOISE))
    (path,) = stored_files(tmp_path)
    content = path.read_bytes()

    other = accepted(blobs, received(blobs, "a", HEAD + NOISE, range(0, len(NOISE), BLOCK_SIZE + 1)))

    assert (one.frozen, content) == (other.frozen, path.read_bytes())
