"""Two files that come together are one image, or are refused with their names and without a trace."""

from pathlib import Path

import pytest

from inspector.core.errors import ImageError, TooLarge
from tests.stores import stored_files
from tests.vault.images import Packing, gzipped, head, plain, stored_bytes, taken, voxels

SHAPE = (16, 15, 14)
HEAD = head(SHAPE)
PAIR_HEAD = head(SHAPE, paired=True)
DATA = stored_bytes(voxels(SHAPE))
FILE = HEAD + DATA


@pytest.mark.parametrize("turn", [1, -1], ids=["header first", "voxels first"])
@pytest.mark.parametrize("pack_head", [plain, gzipped])
@pytest.mark.parametrize("pack_data", [plain, gzipped])
def test_a_pair_is_taken_in_any_order_and_packing(
    tmp_path: Path, turn: int, pack_head: Packing, pack_data: Packing
) -> None:
    files = [("a.hdr", pack_head(PAIR_HEAD)), ("a.img", pack_data(DATA))]

    intake, frozen = taken(tmp_path, *files[::turn])

    assert intake.name == "a.hdr"
    assert (intake.header.data, intake.header.paired) == (PAIR_HEAD, True)
    assert frozen.read(0, len(DATA)) == DATA
    assert [(part.role, part.name) for part in intake.uploads] == [("header", "a.hdr"), ("voxels", "a.img")]


def test_names_do_not_decide_which_file_of_a_pair_is_the_header(tmp_path: Path) -> None:
    intake, _ = taken(tmp_path, ("b.img", PAIR_HEAD), ("b.hdr", DATA))

    assert [(part.role, part.name) for part in intake.uploads] == [("header", "b.img"), ("voxels", "b.hdr")]


def test_voxels_that_begin_like_a_header_do_not_take_its_place(tmp_path: Path) -> None:
    misleading = head(SHAPE, magic=b"xyz\0") + DATA

    intake, _ = taken(tmp_path, ("a.img", misleading), ("a.hdr", PAIR_HEAD))

    assert intake.name == "a.hdr"


def test_a_pair_whose_magic_is_wrong_opens_when_only_one_file_can_be_the_header(tmp_path: Path) -> None:
    intake, _ = taken(tmp_path, ("a.hdr", head(SHAPE, paired=True, magic=b"nii\0")), ("a.img", DATA))

    assert intake.header.paired


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param([("a.hdr", PAIR_HEAD), ("b.hdr", PAIR_HEAD)], "one .hdr and one .img", id="two headers"),
        pytest.param([("a.nii", FILE), ("b.nii", FILE)], "Add them one at a time", id="two images"),
        pytest.param([("a.nii", FILE), ("b.img", DATA)], "a.nii says it holds its own voxels", id="one too many"),
        pytest.param([("a.hdr", PAIR_HEAD), ("b.nii", FILE)], "b.nii says it holds its own voxels", id="half a pair"),
        pytest.param([("a.img", DATA), ("b.img", DATA)], "a.img: No NIfTI header", id="no header"),
        pytest.param([("a.img", DATA), ("a.hdr", PAIR_HEAD[:344] + bytes(4))], "pair. a.hdr: .* Analyze", id="Analyze"),
        pytest.param([("a.hdr", PAIR_HEAD), ("a.img", b"")], "^a.img has 0 bytes", id="empty voxels"),
        pytest.param(
            [("a.hdr", PAIR_HEAD), ("a.img", gzipped(DATA)[:-9])], "^a.img ends in the middle", id="cut voxels"
        ),
        pytest.param([("a.hdr", PAIR_HEAD)] + [("b.img", DATA)] * 2, "3 files came together", id="three files"),
    ],
)
def test_two_files_that_are_no_pair_are_refused_with_their_names(
    tmp_path: Path, files: list[tuple[str, bytes]], sentence: str
) -> None:
    with pytest.raises(ImageError, match=sentence):
        taken(tmp_path, *files)

    assert stored_files(tmp_path) == []


def test_the_budget_counts_both_files_of_a_pair(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match=r"^a\.img unpacks to more than"):
        taken(tmp_path, ("a.hdr", PAIR_HEAD), ("a.img", DATA), budget=len(DATA) + 100)
