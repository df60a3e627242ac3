"""What is special about blobs in a store far away: how much is asked for, and what happens when it fails."""

import os
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from threading import Lock
from threading import enumerate as enumerate_threads
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.errors import Damaged
from inspector.core.header import Header
from inspector.vault.assemble import as_nii, as_nii_gz
from inspector.vault.blobs import Replaced, StoreAway
from inspector.vault.blobs.s3 import S3Blobs
from inspector.vault.blobs.s3.answers import connect
from inspector.vault.blobs.s3.fetching import GAP, PIECE, Ahead, pieces
from inspector.vault.blobs.s3.sending import PART
from inspector.vault.densify import densify
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import take
from inspector.vault.slices import read_slice
from tests.stores import BUCKET, StoredObject, client, flip, prefix, shared_store
from tests.vault.images import head, source, stored_bytes, voxels

KEY = "uploads/" + "cd" * 32
LARGE = random.Random(0).randbytes(2 * PART + 5000)


class Asked:
    """Every request that the client sends: its operation, and how many bytes came back for a GET."""

    def __init__(self) -> None:
        self.operations: list[str] = []
        self.bytes = 0
        self._lock = Lock()
        client().meta.events.register("before-send.s3", self._before)
        client().meta.events.register("after-call.s3.GetObject", self._after)

    def forget(self) -> None:
        self.operations.clear()
        self.bytes = 0

    def stop(self) -> None:
        client().meta.events.unregister("before-send.s3", self._before)
        client().meta.events.unregister("after-call.s3.GetObject", self._after)

    def _before(self, event_name: str, **_: Any) -> None:
        with self._lock:
            self.operations.append(event_name.rpartition(".")[2])

    def _after(self, parsed: dict[str, Any], **_: Any) -> None:
        with self._lock:
            self.bytes += parsed.get("ContentLength", 0)


@pytest.fixture
def blobs(s3: dict[str, str], tmp_path: Path) -> S3Blobs:
    return shared_store(tmp_path)


@pytest.fixture
def asked(s3: dict[str, str]) -> Iterator[Asked]:
    asked = Asked()
    yield asked
    asked.stop()


def put(blobs: S3Blobs, data: bytes) -> None:
    with blobs.write() as writer:
        writer.write(data)
        writer.commit(KEY)


def unfinished() -> list[Any]:
    return list(client().list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))


def frozen_image(folder: Path, shape: tuple[int, ...], dtype: str) -> tuple[Header, FrozenVoxels, Any]:
    values, blobs = voxels(shape, dtype), shared_store(folder)
    data = head(shape, np.dtype(dtype).name) + stored_bytes(values)
    intake = take([source(folder, "a.nii", data)], blobs=blobs, max_unpacked=1 << 30)
    return intake.header, FrozenVoxels(blobs, intake.frozen), values


def test_a_large_blob_is_sent_in_parts_and_comes_back_as_it_was(blobs: S3Blobs, asked: Asked) -> None:
    put(blobs, LARGE)

    assert sorted(asked.operations) == sorted(
        ["HeadObject", "CreateMultipartUpload", *["UploadPart"] * 3, "CompleteMultipartUpload", "HeadObject"]
    )
    with blobs.open(KEY) as blob:
        blob.will_read([(0, blob.size)])
        assert b"".join(blob.read_at(start, 300_000) for start in range(0, blob.size, 300_000)) == LARGE
    assert unfinished() == []


@pytest.mark.parametrize("data", [b"small", LARGE], ids=["small", "in parts"])
def test_what_is_there_already_is_not_sent_again(blobs: S3Blobs, asked: Asked, data: bytes) -> None:
    put(blobs, data)
    asked.forget()

    put(blobs, data)

    assert asked.operations == ["HeadObject"]


@pytest.mark.parametrize("data", [b"small", LARGE], ids=["small", "in parts"])
def test_an_object_that_appears_meanwhile_is_not_written_over_unseen(
    blobs: S3Blobs, asked: Asked, tmp_path: Path, data: bytes
) -> None:
    name = f"{prefix(tmp_path)}/{KEY}"

    def somebody_is_faster(**_: Any) -> None:
        client().meta.events.unregister("after-call.s3.HeadObject", somebody_is_faster)
        client().put_object(Bucket=BUCKET, Key=name, Body=b"others")

    client().meta.events.register("after-call.s3.HeadObject", somebody_is_faster)
    put(blobs, data)

    with blobs.open(KEY) as blob:
        assert blob.read_at(0, blob.size) == data
    assert asked.operations.count("HeadObject") == 3
    assert unfinished() == []


@pytest.mark.parametrize("failing", ["UploadPart", "CompleteMultipartUpload"])
def test_an_upload_that_is_interrupted_leaves_nothing(blobs: S3Blobs, tmp_path: Path, failing: str) -> None:
    def interrupt(**_: Any) -> None:
        raise KeyboardInterrupt

    event = f"before-call.s3.{failing}"
    client().meta.events.register(event, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            put(blobs, LARGE)
    finally:
        client().meta.events.unregister(event, interrupt)

    assert (unfinished(), blobs.exists(KEY), list((tmp_path / "blobs" / "tmp").iterdir())) == ([], False, [])


def test_what_arrived_as_other_bytes_is_not_kept(blobs: S3Blobs) -> None:
    def change(model: Any, params: dict[str, Any], **_: Any) -> None:
        params["body"] = b"other"
        params["headers"].pop("Content-MD5")

    client().meta.events.register("before-call.s3.PutObject", change)
    try:
        with pytest.raises(StoreAway):
            put(blobs, b"bytes")
    finally:
        client().meta.events.unregister("before-call.s3.PutObject", change)

    assert not blobs.exists(KEY)


def test_a_blob_that_is_replaced_while_it_is_read_is_not_mixed_with_the_other(blobs: S3Blobs) -> None:
    put(blobs, LARGE)

    with blobs.open(KEY) as blob:
        put(blobs, b"after" * 50_000)
        with pytest.raises(Replaced):
            blob.read_at(0, 5)


def test_a_slice_of_a_large_image_fetches_no_more_than_it_needs(tmp_path: Path, asked: Asked) -> None:
    header, frozen, values = frozen_image(tmp_path, (256, 256, 160), "<i2")
    asked.forget()

    found = read_slice(frozen, header, 2, 80)

    assert np.array_equal(found, values[:, :, 80])
    stored = frozen.info.stored_length
    assert asked.operations == ["GetObject"] * 2
    assert asked.bytes < 64 * 1024 + stored // 160 * 3
    assert stored > 10_000_000


@pytest.mark.parametrize("axis", [0, 1])
def test_a_slice_across_many_blocks_is_fetched_in_few_pieces(tmp_path: Path, asked: Asked, axis: int) -> None:
    header, frozen, values = frozen_image(tmp_path, (64, 64, 200), "<i2")
    asked.forget()

    found = read_slice(frozen, header, axis, 30)

    assert np.array_equal(found, np.take(values, 30, axis))
    assert asked.operations == ["GetObject"] * (1 + -(-frozen.info.stored_length // PIECE))


def test_a_download_asks_for_a_piece_at_a_time_and_leaves_no_thread(tmp_path: Path, asked: Asked) -> None:
    header, frozen, values = frozen_image(tmp_path, (128, 128, 120), "<i2")
    asked.forget()

    sent = b"".join(as_nii_gz(header, frozen, "a").chunks())

    assert len(sent) > frozen.info.stored_length
    assert len(asked.operations) <= 2 + frozen.info.stored_length // PIECE + 2
    assert [thread.name for thread in enumerate_threads() if thread.name.startswith(("fetch", "ahead"))] == []
    assert b"".join(as_nii(header, frozen, "a").chunks()) == head((128, 128, 120), "int16") + stored_bytes(values)


def test_a_download_goes_on_when_its_voxels_are_replaced_by_denser_ones(tmp_path: Path) -> None:
    header, frozen, values = frozen_image(tmp_path, (128, 128, 200), "<i2")
    chunks = as_nii(header, frozen, "a").chunks()
    first = next(chunks) + next(chunks)

    assert densify(frozen.blobs, frozen.info).is_dense

    assert first + b"".join(chunks) == head((128, 128, 200), "int16") + stored_bytes(values)


def test_a_damaged_object_is_never_read(tmp_path: Path) -> None:
    _, frozen, _ = frozen_image(tmp_path, (64, 64, 200), "<i2")
    flip(StoredObject(tmp_path / "blobs" / "voxels" / "ab" / frozen.info.sha256), 1000)

    with pytest.raises(Damaged, match="block 1 of"):
        frozen.read(0, 5)


@pytest.mark.parametrize("bucket", [BUCKET, "no-such-bucket"])
def test_a_store_that_is_away_is_no_missing_blob(
    s3: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bucket: str
) -> None:
    if bucket == BUCKET:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    away = S3Blobs(connect(), bucket, "", tmp_path / "staging")

    for ask in (away.open, away.remove):
        with pytest.raises(StoreAway):
            ask(KEY)
    with pytest.raises(StoreAway):
        put(away, b"bytes")
    assert list((tmp_path / "staging").iterdir()) == []


Ranges = st.lists(st.tuples(st.integers(1, 3 * GAP), st.integers(1, 2 * PIECE)), min_size=1, max_size=6)


def ascending(steps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges told by how far each begins from the end of the one before, and how long it is."""
    ranges, at = [], 0
    for gap, length in steps:
        ranges.append((at + gap, at + gap + length))
        at += gap + length
    return ranges


@given(Ranges)
def test_pieces_cover_the_ranges_and_little_else(steps: list[tuple[int, int]]) -> None:
    ranges = ascending(steps)

    cut = pieces(ranges)

    assert all(0 < stop - start <= PIECE for start, stop in cut)
    assert sum(stop - start for start, stop in cut) <= sum(stop - start for start, stop in ranges) + GAP * len(ranges)
    assert all(before[1] <= after[0] for before, after in pairwise(cut))


DATA = os.urandom(4 << 20)


@given(Ranges.map(ascending).filter(lambda ranges: ranges[-1][1] <= len(DATA)), st.data())
def test_what_is_fetched_ahead_is_what_is_there(ranges: list[tuple[int, int]], data: st.DataObject) -> None:
    ahead = Ahead(lambda start, stop: DATA[start:stop], ranges)
    for first, last in ranges:
        start = data.draw(st.integers(first, last - 1))
        stop = data.draw(st.integers(start + 1, last))

        assert ahead.read(start, stop) == DATA[start:stop]
    assert ahead.read(ranges[-1][0], ranges[-1][1] + 1) is None
    assert ahead.read(0, 1) is None
    ahead.close()
