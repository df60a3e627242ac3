"""A blob is all there under its name, or not at all, whatever store it is in."""

from pathlib import Path

import pytest

from inspector.vault.blobs import Blobs, FileBlobs
from tests.stores import client, shared_store

KEY = "uploads/" + "ab" * 32


@pytest.fixture(params=["file", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "file":
        return FileBlobs(tmp_path / "blobs")
    request.getfixturevalue("s3")
    return shared_store(tmp_path)


def files_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def put(blobs: Blobs, *pieces: bytes, key: str = KEY) -> None:
    with blobs.write() as writer:
        for piece in pieces:
            writer.write(piece)
        writer.commit(key)


def content(blobs: Blobs, key: str = KEY) -> bytes:
    with blobs.open(key) as blob:
        return blob.read_at(0, blob.size)


def test_a_committed_file_lies_in_the_folder_of_its_first_two_letters(tmp_path: Path) -> None:
    put(FileBlobs(tmp_path / "store"), b"some ", b"bytes")

    assert files_of(tmp_path) == [f"store/uploads/ab/{'ab' * 32}"]
    assert (tmp_path / "store" / "uploads" / "ab" / ("ab" * 32)).stat().st_mode & 0o777 == 0o600


def test_a_committed_object_lies_under_its_key_and_nothing_on_this_machine(s3: dict[str, str], tmp_path: Path) -> None:
    put(shared_store(tmp_path), b"some ", b"bytes")

    found = client().list_objects_v2(Bucket="inspector", Prefix=str(tmp_path).lstrip("/"))["Contents"]

    assert [item["Key"] for item in found] == [f"{tmp_path}/blobs/{KEY}".lstrip("/")]
    assert files_of(tmp_path) == []


def test_a_blob_is_there_when_it_was_committed(blobs: Blobs) -> None:
    assert not blobs.exists(KEY)

    put(blobs, b"some ", b"bytes")

    assert (blobs.exists(KEY), blobs.size(KEY)) == (True, 10)


def test_a_blob_is_read_at_any_offset_and_ends_where_it_ends(blobs: Blobs) -> None:
    put(blobs, b"0123456789")

    with blobs.open(KEY) as blob:
        pieces = blob.read_at(0, 3), blob.read_at(8, 5), blob.read_at(10, 1)

    assert pieces == (b"012", b"89", b"")
    assert blob.size == 10


def test_what_is_not_committed_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    with blobs.write() as writer:
        writer.write(b"half")

    assert (files_of(tmp_path), blobs.exists(KEY)) == ([], False)


def test_what_is_finished_is_read_again_before_it_is_published(blobs: Blobs) -> None:
    with blobs.write() as writer:
        writer.write(b"bytes")
        writer.finish()
        with writer.reread() as file:
            assert file.read() == b"bytes"
        writer.commit(KEY)

    assert content(blobs) == b"bytes"


def test_a_failure_while_writing_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    def fail_half_way() -> None:
        with blobs.write() as writer:
            writer.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert (files_of(tmp_path), blobs.exists(KEY)) == ([], False)


def test_a_blob_takes_the_place_of_a_copy_that_was_damaged(blobs: Blobs) -> None:
    for data in (b"damaged", b"content"):
        put(blobs, data)

    assert content(blobs) == b"content"


def test_a_file_that_is_being_read_is_read_to_its_end_while_another_takes_its_place(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    put(blobs, b"before")

    with blobs.open(KEY) as blob:
        put(blobs, b"after")
        assert blob.read_at(0, 99) == b"before"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("uploads/../../etc/passwd", id="a path"),
        pytest.param("uploads/" + "AB" * 32, id="capitals"),
        pytest.param("voxels/abcd", id="too short"),
        pytest.param("keys/" + "ab" * 32, id="another kind"),
        pytest.param(KEY + "\n", id="a line end"),
        pytest.param("previews/" + "ab" * 32, id="a preview of nothing in particular"),
        pytest.param("voxels/" + "ab" * 32 + "-0123456789abcdef", id="voxels with more than a sha256"),
    ],
)
def test_only_the_kinds_there_are_and_a_sha256_make_a_key(blobs: Blobs, key: str) -> None:
    with pytest.raises(ValueError, match="A blob key is"):
        blobs.open(key)
    with pytest.raises(ValueError, match="A blob key is"):
        put(blobs, b"bytes", key=key)


def test_removing_twice_is_the_same_as_once(blobs: Blobs) -> None:
    put(blobs)

    blobs.remove(KEY)
    blobs.remove(KEY)

    assert not blobs.exists(KEY)
    with pytest.raises(FileNotFoundError):
        blobs.open(KEY)


def test_an_empty_blob_is_a_blob(blobs: Blobs) -> None:
    put(blobs)

    assert (blobs.size(KEY), content(blobs)) == (0, b"")
