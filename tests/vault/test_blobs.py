"""A blob is all there under its name, or not at all."""

from pathlib import Path

import pytest

from inspector.vault.blobs import FileBlobs

KEY = "uploads/" + "ab" * 32


@pytest.fixture
def blobs(tmp_path: Path) -> FileBlobs:
    return FileBlobs(tmp_path / "store")


def files_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_committed_blob_lies_in_the_folder_of_its_first_two_letters(blobs: FileBlobs, tmp_path: Path) -> None:
    with blobs.write() as writer:
        writer.write(b"some ")
        writer.write(b"bytes")
        writer.commit(KEY)

    assert files_of(tmp_path) == [f"store/uploads/ab/{'ab' * 32}"]
    assert (tmp_path / "store" / "uploads" / "ab" / ("ab" * 32)).stat().st_mode & 0o777 == 0o600
    assert (blobs.exists(KEY), blobs.size(KEY)) == (True, 10)


def test_a_blob_is_read_at_any_offset_and_ends_where_it_ends(blobs: FileBlobs) -> None:
    with blobs.write() as writer:
        writer.write(b"0123456789")
        writer.commit(KEY)

    with blobs.open(KEY) as blob:
        pieces = blob.read_at(0, 3), blob.read_at(8, 5), blob.read_at(10, 1)

    assert pieces == (b"012", b"89", b"")
    assert blob.size == 10


def test_what_is_not_committed_leaves_nothing(blobs: FileBlobs, tmp_path: Path) -> None:
    with blobs.write() as writer:
        writer.write(b"half")

    assert files_of(tmp_path) == []


def test_what_is_finished_is_read_again_before_it_is_published(blobs: FileBlobs, tmp_path: Path) -> None:
    with blobs.write() as writer:
        writer.write(b"bytes")
        writer.finish()
        with writer.reread() as file:
            assert file.read() == b"bytes"
        writer.commit(KEY)

    assert files_of(tmp_path) == [f"store/uploads/ab/{'ab' * 32}"]


def test_a_failure_while_writing_leaves_nothing(blobs: FileBlobs, tmp_path: Path) -> None:
    def fail_half_way() -> None:
        with blobs.write() as writer:
            writer.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert files_of(tmp_path) == []


def test_a_blob_takes_the_place_of_a_copy_that_was_damaged(blobs: FileBlobs, tmp_path: Path) -> None:
    for data in (b"damaged", b"content"):
        with blobs.write() as writer:
            writer.write(data)
            writer.commit(KEY)

    with blobs.open(KEY) as blob:
        assert blob.read_at(0, 99) == b"content"
    assert len(files_of(tmp_path)) == 1


def test_a_blob_that_is_being_read_is_read_to_its_end_while_another_takes_its_place(blobs: FileBlobs) -> None:
    with blobs.write() as writer:
        writer.write(b"before")
        writer.commit(KEY)

    with blobs.open(KEY) as blob:
        with blobs.write() as writer:
            writer.write(b"after")
            writer.commit(KEY)
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
def test_only_the_kinds_there_are_and_a_sha256_make_a_key(blobs: FileBlobs, key: str) -> None:
    with pytest.raises(ValueError, match="A blob key is"):
        blobs.open(key)


def test_removing_twice_is_the_same_as_once(blobs: FileBlobs) -> None:
    with blobs.write() as writer:
        writer.commit(KEY)

    blobs.remove(KEY)
    blobs.remove(KEY)

    assert not blobs.exists(KEY)
    with pytest.raises(FileNotFoundError):
        blobs.open(KEY)
