"""What stands behind the voxels is cut off: a revision has less of the block that is there, and nothing is copied."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit, downloads, upkeep
from inspector.core.errors import Damaged, EditError
from inspector.models import AuditEntry, Dataset, Image, Revision, VoxelBlock
from inspector.upkeep import densify_all, sweep
from inspector.vault.intake import Source
from inspector.vault.ledger import of_revision
from inspector.vault.trailing import NothingBehind
from tests.api.conftest import Program
from tests.builders import head, pair
from tests.stores import Stored, flip, stored_files, written
from tests.vault.images import stored_bytes, voxels
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

DIM = (3, 64, 64, 40, 1, 1, 1, 1)
HEAD = head(dim=DIM)
DATA = stored_bytes(voxels(DIM[1:4]))
TAIL = b"Patient: DOE^JANE".ljust(17 * 9_000, b"\xff")
Add = Callable[..., Image]


@pytest.fixture
def add(tmp_path: Path, owner: User, dataset: Dataset) -> Add:
    def upload(*files: tuple[str, bytes]) -> Image:
        sources = []
        for name, data in files or (("scan.nii", HEAD + DATA + TAIL),):
            (tmp_path / name).write_bytes(data)
            sources.append(Source(name, tmp_path / name, len(data)))
        return actions.upload(actor=owner, dataset=dataset, sources=sources)

    return upload


def now(image: Image) -> Image:
    return Image.objects.get(pk=image.pk)


def cut(image: Image, owner: User) -> Image:
    image = now(image)
    actions.cut_trailing(actor=owner, image=image, base=image.etag, reason="It names a patient.")
    return now(image)


def content(image: Image, kind: downloads.Kind | None = None, number: int | None = None) -> bytes:
    return b"".join(downloads.assembled(now(image), kind=kind, number=number).chunks())


def of_block(image: Image, folder: Path) -> Stored:
    (path,) = [path for path in stored_files(folder) if path.name == image.block_id]
    return path


def facts(image: Image) -> dict[str, object]:
    return now(image).current.entry.facts


def test_a_cut_is_a_revision_that_ends_with_the_last_voxel(add: Add, owner: User, data_root: Path) -> None:
    image = add()
    files = [written(path) for path in stored_files(data_root)]

    outcome = actions.cut_trailing(actor=owner, image=image, base=image.etag, reason="It names a patient.")

    assert [written(path) for path in stored_files(data_root)] == files
    assert content(image) == content(image, "nii") == gzip.decompress(content(image, "nii.gz")) == HEAD + DATA
    assert content(image, "original") == content(image, number=1) == HEAD + DATA + TAIL
    with zipfile.ZipFile(io.BytesIO(content(image, "pair"))) as archive:
        assert archive.read("scan.img") == DATA
    image, sha256 = now(image), hashlib.sha256(DATA).hexdigest()
    assert (image.voxels_sha256, image.voxels_length) == (sha256, len(DATA))
    assert image.block_id == outcome.voxels_before.sha256 == hashlib.sha256(DATA + TAIL).hexdigest()
    assert outcome.voxels_after == image.current.voxels
    assert [*upkeep.problems()] == []


def test_the_record_tells_what_was_cut_and_that_the_voxels_are_the_same(add: Add, owner: User) -> None:
    image = cut(add(), owner)

    entry, sha256 = image.current.entry, hashlib.sha256(DATA).hexdigest()
    assert (entry.action, entry.told) == ("cut", {"reason": "It names a patient."})
    told = {name: entry.facts[name] for name in ("bytes_cut", "bytes_changed", "fields", "voxels_bytes", "voxels_of")}
    assert told == {
        "bytes_cut": len(TAIL),
        "bytes_changed": 0,
        "fields": [],
        "voxels_bytes": len(DATA),
        "voxels_of": image.block_id,
    }
    assert entry.facts["voxels_sha256_before"] == image.block_id
    assert entry.facts["voxels_sha256"] == entry.facts["voxels_proper_sha256"] == sha256
    sentence = f"cut off 153,000 bytes behind the voxels of image {image.pk} as revision 2"
    assert audit.sentence(entry) == sentence
    assert audit.verify().ok


def test_the_findings_about_the_tail_go_with_it(add: Add) -> None:
    image = add()

    outcome = actions.preview_cut(image=image)

    assert [finding.rule for finding in outcome.findings[1]] == ["C11"]
    assert (outcome.findings[0], now(image).revision) == ([], 1)


def test_every_byte_that_is_left_is_header_or_voxel(add: Add, owner: User) -> None:
    image = cut(add(), owner)

    surfaces = [
        {span.surface for layer in of_revision(state.header, state.frozen, image.name).layers for span in layer.spans}
        for state in (image.at(1), image.current)
    ]

    assert surfaces[0] - surfaces[1] == {"bytes behind the voxels"}


def test_the_img_of_a_pair_is_cut_and_what_stands_before_its_voxels_stays(add: Add, owner: User) -> None:
    hdr, img = pair(dim=DIM, block=bytes(16) + DATA + TAIL, vox_offset=16)
    image = cut(add(("scan.hdr", hdr), ("scan.img", img)), owner)

    with zipfile.ZipFile(io.BytesIO(content(image))) as archive:
        assert archive.read("scan.hdr") == hdr
        assert archive.read("scan.img") == bytes(16) + DATA
    assert facts(image)["voxels_proper_sha256"] == hashlib.sha256(DATA).hexdigest()
    assert [*upkeep.problems()] == []


def test_restoring_brings_the_tail_back_and_takes_it_away_again(add: Add, owner: User) -> None:
    image = cut(add(), owner)
    for number, data in ((1, HEAD + DATA + TAIL), (2, HEAD + DATA)):
        actions.restore(actor=owner, image=image, base=image.etag, number=number, reason="Look at it again")
        image = now(image)
        assert content(image) == data

    assert (facts(image)["bytes_cut"], facts(image)["voxels_of"]) == (len(TAIL), image.block_id)
    assert "bytes behind the voxels came back" in audit.sentence(AuditEntry.objects.get(seq=3))
    assert [*upkeep.problems()] == []


def test_what_is_edited_later_has_no_tail(add: Add, owner: User) -> None:
    image = cut(add(), owner)

    outcome = actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "x"}, reason="")

    assert outcome.voxels_before == outcome.voxels_after
    assert content(image)[len(HEAD) :] == DATA
    assert (facts(image)["voxels_bytes"], "bytes_cut" in facts(image)) == (len(DATA), False)
    assert [*upkeep.problems()] == []


def test_an_edit_that_wants_more_voxels_is_answered_as_where_there_never_was_a_tail(add: Add, owner: User) -> None:
    answers = []
    for image in (cut(add(), owner), add(("short.nii", HEAD + DATA))):
        with pytest.raises(EditError) as refused:
            actions.edit(actor=owner, image=image, base=image.etag, values={"dim": [3, 64, 64, 41]}, reason="longer")
        answers.append(refused.value.fields)

    assert answers[0] == answers[1]


def test_a_cut_needs_a_reason_a_tail_and_the_revision_that_was_seen(add: Add, owner: User) -> None:
    image = add()
    with pytest.raises(EditError, match="Say why"):
        actions.cut_trailing(actor=owner, image=image, base=image.etag, reason=" ")
    first = image.etag
    image = cut(image, owner)
    with pytest.raises(NothingBehind):
        actions.cut_trailing(actor=owner, image=image, base=image.etag, reason="again")
    with pytest.raises(actions.Stale):
        actions.cut_trailing(actor=owner, image=image, base=first, reason="again")

    assert Revision.objects.count() == 2


def test_what_was_collected_and_not_saved_goes_along(add: Add, owner: User) -> None:
    image = add()
    draft = actions.keep_draft(actor=owner, image=image, values={"descrip": "x"}, base=1)

    cut(image, owner)

    draft.refresh_from_db()
    assert (draft.base, draft.values) == (2, {"descrip": "x"})


def test_after_a_purge_no_byte_of_the_tail_is_left_and_who_has_the_same_voxels_keeps_them(
    add: Add, owner: User, data_root: Path
) -> None:
    image = cut(add(), owner)
    other, clean = cut(add(("other.nii", HEAD + DATA + b"other")), owner), add(("clean.nii", HEAD + DATA))
    assert {other.voxels_sha256, clean.voxels_sha256} == {image.voxels_sha256}

    actions.purge(actor=owner, image=now(image), reason="Consent withdrawn")

    assert not [path for path in stored_files(data_root) if path.name == image.block_id]
    assert {*VoxelBlock.objects.values_list("pk", flat=True)} == {other.block_id, clean.block_id}
    assert content(other) == content(clean) == HEAD + DATA
    assert content(other, "original") == HEAD + DATA + b"other"
    assert [*upkeep.problems()] == []


def test_voxels_that_are_compressed_further_after_the_cut_are_the_same(add: Add, owner: User) -> None:
    image = cut(add(), owner)
    before = content(image, "nii.gz")

    (done,) = densify_all()

    assert done.after < done.before
    assert gzip.decompress(content(image, "nii.gz")) == HEAD + DATA
    assert len(content(image, "nii.gz")) < len(before)
    assert [*upkeep.problems()] == []


def test_sweeping_leaves_what_a_cut_is_the_front_of(add: Add, owner: User) -> None:
    image = cut(add(), owner)

    assert sweep(now=2e10).blobs == 0
    assert content(image) == HEAD + DATA


def test_a_damaged_block_is_named_and_neither_cut_nor_sent(add: Add, owner: User, data_root: Path) -> None:
    image, other = cut(add(), owner), add(("other.nii", HEAD + DATA + b"other"))
    for each in (image, other):
        flip(of_block(each, data_root), 1000)

    assert [problem.sentence.split(":")[0] for problem in upkeep.problems()] == [
        f"{each.name} ({each.pk})" for each in sorted((image, other), key=lambda each: each.block_id)
    ]
    with pytest.raises(Damaged):
        content(image)
    with pytest.raises(Damaged):
        cut(other, owner)


@pytest.mark.parametrize("column", ["voxels_length", "voxels_crc32"])
def test_a_row_that_tells_another_length_is_not_believed_and_is_derived_again(
    add: Add, owner: User, column: str
) -> None:
    image = cut(add(), owner)
    Revision.objects.filter(number=2).update(**{column: 7})

    with pytest.raises(Damaged, match="record of the voxels of revision 2"):
        content(image)
    assert any(problem.mend() for problem in upkeep.problems())
    assert content(image) == HEAD + DATA
    assert [*upkeep.problems()] == []


def test_a_row_that_names_other_voxels_is_not_believed(add: Add, owner: User) -> None:
    image, other = cut(add(), owner), add(("other.nii", HEAD + DATA[::-1] + TAIL))
    Image.objects.filter(pk=image.pk).update(block=other.block_id)
    Revision.objects.filter(image=other).update(voxels_sha256=image.voxels_sha256)

    for each in (image, other):
        with pytest.raises(Damaged):
            content(each)
    sentences = [problem.sentence for problem in upkeep.problems()]
    assert sum("The voxels are not the ones that entry" in sentence for sentence in sentences) == 3


def test_what_lists_repeat_of_the_voxels_is_derived_again(add: Add, owner: User) -> None:
    image = cut(add(), owner)
    Image.objects.update(voxels_length=1, voxels_sha256="0" * 64)

    (problem,) = upkeep.problems()

    assert problem.what == "voxels_length, voxels_sha256"
    problem.mend()
    assert (now(image).voxels_sha256, [*upkeep.problems()]) == (image.voxels_sha256, [])


def test_programs_are_told_of_the_voxels_that_are_left(add: Add, owner: User) -> None:
    image, program = cut(add(), owner), Program(owner)

    told = program.ok("GET", f"/images/{image.pk}")
    body = {"revision": 1, "reason": "Look at it again"}
    back = program.ok("POST", f"/images/{image.pk}/restore", body, If_Match=image.etag)

    assert told["voxels"] == {"sha256": hashlib.sha256(DATA).hexdigest(), "bytes": len(DATA)}
    assert back["voxels"] == {"sha256_before": image.voxels_sha256, "sha256_after": image.block_id}


def test_pages_show_a_cut_for_what_it_is(add: Add, owner: User) -> None:
    visitor = Visitor(owner, cut(add(), owner))

    assert "Cut off 153,000 bytes behind the voxels" in visitor.text("history/")
    assert "as far as both go: 153,000 bytes at the end cut off." in visitor.text("compare/?a=1&b=2")
    assert "After the last voxel" not in visitor.text()
    restoring = visitor.text("restore/1/")
    assert restoring.count("153,000 bytes at the end come back") == 2
    assert "Nothing to restore" not in restoring
    assert "what stands behind them was cut off in some." in visitor.text("history/")
    assert visitor.save("Look at it again.", "restore/1/").status_code == 302
    page = visitor.text()
    assert "Revision 3 saved. 153,000 bytes at the end come back." in page
    assert "After the last voxel" in page
