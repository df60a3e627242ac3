"""Releases: what holds an image back, what leaves, and that it leaves as the same bytes again."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit, clearance
from inspector.actions.releases import making
from inspector.actions.releases.names import names
from inspector.core.errors import EditError, Erased
from inspector.core.privacy.remedies import Remedy
from inspector.models import AuditEntry, AuditValue, Dataset, Image, ReadThrough, Release, blobs
from inspector.upkeep import densify_all, problems
from inspector.vault.intake import Source
from tests.builders import nifti1_bytes, pair, voxels
from tests.releasing import fresh, released, unzipped
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db
PLAIN = partial(nifti1_bytes, descrip=b"FSL5.0")
NAMED = partial(PLAIN, aux_file=b"DOE^JANE")


def held(image: Image, owner: User, **other: object) -> list[str]:
    """Why a release of this image is refused."""
    with pytest.raises(actions.HeldBack) as refused:
        released(owner, image, **other)
    assert Release.objects.count() == 0
    return refused.value.fields[image.pk]


def cleared(image: Image, owner: User) -> Image:
    """The image after the remedies that are proposed for all that is found."""
    chosen = actions.proposed(clearance.look(image))
    actions.clear(actor=owner, image=image, base=image.etag, chosen=chosen, reason="Before the release")
    return fresh(image)


def test_a_release_holds_images_reports_and_checksums_that_verify(add: Add, owner: User, tmp_path: Path) -> None:
    release = released(owner, add("scan.nii", PLAIN()), add("Scan.nii.gz", gzip.compress(PLAIN(cal_max=1))))

    folder = unzipped(release, tmp_path / "taken")

    paths = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert paths == [
        "README.txt", "SHA256SUMS", "images/Scan-2.nii.gz", "images/scan.nii.gz", "manifest.json",
        "reports/Scan-2.html", "reports/Scan-2.json", "reports/scan.html", "reports/scan.json",
    ]  # fmt: skip
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sums == {
        path: hashlib.sha256((folder / path).read_bytes()).hexdigest() for path in paths if path != "SHA256SUMS"
    }
    assert gzip.decompress((folder / "images/scan.nii.gz").read_bytes()) == PLAIN()
    assert gzip.decompress((folder / "images/Scan-2.nii.gz").read_bytes()) == PLAIN(cal_max=1)


@pytest.mark.parametrize("program", [["unzip", "-tq", "release.zip"], ["sha256sum", "-c", "--quiet", "SHA256SUMS"]])
def test_programs_that_others_have_open_and_verify_it(
    add: Add, owner: User, tmp_path: Path, program: list[str]
) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    release = released(owner, add("scan.nii", PLAIN()))
    download, folder = actions.bundle(release), unzipped(release, tmp_path / "taken")
    (folder / "release.zip").write_bytes(b"".join(download.chunks()))

    done = subprocess.run(program, cwd=folder, capture_output=True, check=False)

    assert (done.returncode, (folder / "release.zip").stat().st_size) == (0, download.length)


def test_the_reports_say_what_was_looked_at_and_never_what_was_removed(add: Add, owner: User, tmp_path: Path) -> None:
    image = cleared(add("scan.nii", NAMED()), owner)
    actions.ask_for_review(actor=owner, image=image, base=image.etag)
    image = fresh(image)
    Dataset.objects.update(four_eyes=False)
    actions.sign_off(actor=owner, image=fresh(image), base=image.etag)
    folder = unzipped(released(owner, image), tmp_path / "taken")

    report = json.loads((folder / "reports/scan.json").read_text())
    texts = {path: path.read_text() for path in folder.rglob("*") if path.suffix in (".json", ".html", ".txt")}
    data = (folder / "images/scan.nii.gz").read_bytes()
    assert report["file"] == {
        "path": "images/scan.nii.gz",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "image": image.pk,
        "revision": 2,
        "header": {"bytes": 352, "sha256": image.header_sha256},
        "voxels": {"bytes": 48, "sha256": image.voxels_sha256},
    }
    (remedy,) = report["privacy"]["remedies"]
    assert (remedy["surface"], remedy["remedy"], remedy["by"]) == ("aux_file", Remedy.FIELD, "olga")
    assert (report["privacy"]["removed_texts_looked_for"], report["privacy"]["open"]) == (1, [])
    assert (report["review"]["state"], report["review"]["by"]) == ("reviewed", "olga")
    assert report["verdict"].startswith("No open findings under the rule set")
    assert not [path for path, text in texts.items() if "DOE" in text or "JANE" in text]
    assert not [path for path, text in texts.items() if "PHI-free" in text or "anonym" in text.lower()]
    assert [path.name for path, text in texts.items() if "<script" in text or 'src="' in text] == []


def test_what_is_accepted_stands_in_the_report_with_who_and_why(add: Add, owner: User, tmp_path: Path) -> None:
    image = add("scan.nii", NAMED())
    found = [finding.id for finding in clearance.look(image).open]
    actions.waive(actor=owner, image=image, findings=found, reason="The name of a phantom")

    folder = unzipped(released(owner, image), tmp_path / "taken")

    (decided,) = json.loads((folder / "reports/scan.json").read_text())["privacy"]["decided"]
    assert (decided["surface"], decided["decision"], decided["by"]) == ("aux_file", "accepted", "olga")
    assert decided["reason"] == "The name of a phantom"
    assert "“The name of a phantom”" in (folder / "reports/scan.html").read_text()


def test_each_thing_that_is_missing_is_told(add: Add, owner: User, dataset: Dataset) -> None:
    actions.set_rules(actor=owner, dataset=dataset, release_needs_review=True)
    image = add("scan.nii", NAMED(scl_inter=float("nan")))

    review, error, privacy = held(fresh(image), owner)

    assert review.startswith("In Study only reviewed images leave for a release. Revision 1 is not reviewed")
    assert error.startswith("R2: ")
    assert privacy == f"{clearance.look(image).verdict} Clear these findings, or accept them with a reason."


def test_what_is_to_review_is_decided_too_where_the_rule_asks_for_it(add: Add, owner: User, dataset: Dataset) -> None:
    image = add("scan.nii", PLAIN(intent_name=b"wobble frotz"))
    assert released(owner, image).images.get().revision == 1
    Release.objects.all().delete()
    actions.set_rules(actor=owner, dataset=dataset, release_needs_decisions=True)

    verdict = clearance.look(image).verdict
    assert held(image, owner) == [f"{verdict} In Study each finding is decided before a release."]


def test_a_profile_decides_which_findings_of_the_header_hold_back(add: Add, owner: User) -> None:
    image = add("scan.nii", PLAIN(sform_code=0, qform_code=0))

    (sentence, *_) = held(image, owner, profile="bids")

    assert sentence.split(":")[0] in ("X1", "D13", "D14", "P1", "P3", "P9")
    assert released(owner, image, profile="default").profile == "default"


def test_hidden_characters_of_a_header_are_not_in_a_report(add: Add, owner: User, tmp_path: Path) -> None:
    image = add("scan.nii", PLAIN(db_name=b"a\x01\x02b", aux_file=b"\xed\xa0\x80 \xff", intent_name=b"\xe2\x80\xae"))
    found = [each.id for each in clearance.look(image).open]
    actions.waive(actor=owner, image=image, findings=found, reason="Nothing that tells of anybody")

    folder = unzipped(released(owner, image), tmp_path / "taken")

    report = (folder / "reports/scan.html").read_text()
    assert [character for character in report if ord(character) < 32 and character != "\n"] == []


def test_the_packing_of_the_upload_holds_nothing_back_for_it_does_not_leave(
    add: Add, owner: User, tmp_path: Path
) -> None:
    packed = bytearray(gzip.compress(PLAIN()))
    packed[3] |= 8
    packed[10:10] = b"DOE_JANE_19610302.nii\0"

    folder = unzipped(released(owner, add("scan.nii.gz", bytes(packed))), tmp_path / "taken")

    assert b"DOE" not in (folder / "images/scan.nii.gz").read_bytes()


REMAINING: dict[str, tuple[dict[str, Any], str]] = {
    "in a text that is explained": ({"descrip": b"FSL5.0.77"}, "in the header"),
    "behind the voxels": ({"block": voxels() + b"FSL5.0.77"}, "behind the voxels"),
    "among the voxels": ({"block": bytes(20) + b"FSL5.0.77" + bytes(19)}, "among the voxels"),
    "among the voxels, in UTF-16": ({"block": bytes(20) + "FSL5.0.77".encode("utf-16-le") + bytes(10)}, "among the"),
}


@pytest.mark.parametrize(("more", "where"), REMAINING.values(), ids=REMAINING)
def test_what_a_remedy_removed_is_looked_for_in_all_that_leaves(
    add: Add, owner: User, more: dict[str, Any], where: str
) -> None:
    """Even in what the check explains: here a label says that it names somebody."""
    image = add("scan.nii", nifti1_bytes(**{"descrip": b"FSL5.0", "aux_file": b"PatientID=FSL5.0.77", **more}))
    found = [each.id for each in clearance.look(image).open if each.surface == "aux_file"]
    chosen = dict.fromkeys(found, Remedy.FIELD)
    actions.clear(actor=owner, image=image, base=image.etag, chosen=chosen, reason="A name")

    (told,) = held(fresh(image), owner)

    assert told.startswith("A text that was removed still stands")
    assert where in told


def test_a_word_that_only_nobody_explained_may_stand_elsewhere(add: Add, owner: User) -> None:
    """It was taken out of one field, and a program that is known writes it in another."""
    image = add("scan.nii", PLAIN(aux_file=b"frotz", block=bytes(20) + b"frotz" + bytes(23)))
    (found,) = [each.id for each in clearance.look(image).open]
    actions.clear(actor=owner, image=image, base=image.etag, chosen={found: Remedy.FIELD}, reason="Not needed")

    assert released(owner, image).images.get().revision == 2


def test_what_people_said_of_it_does_not_leave_with_a_text_that_was_removed(add: Add, owner: User) -> None:
    image = cleared(add("scan.nii", NAMED()), owner)

    assert held(image, owner, reason="DOE^JANE was taken out") == [making.QUOTED]


def test_what_is_damaged_does_not_leave(add: Add, owner: User, dataset: Dataset) -> None:
    image = add("scan.nii", PLAIN())
    Image.objects.update(header_sha256="0" * 64)
    (told,) = held(image, owner)
    assert told.endswith("Restore it from a backup.")


def test_voxels_that_go_bad_between_the_gate_and_the_reading_do_not_leave(
    add: Add, owner: User, dataset: Dataset
) -> None:
    image = fresh(add("scan.nii", PLAIN()))
    wanted = actions.Wanted(dataset, [image], "First release", "default", "For the archive.")
    stands = making.stands_of(wanted)
    blobs().remove(f"voxels/{image.block_id}")

    with pytest.raises(actions.HeldBack) as refused:
        making.read_all(stands, None)

    assert refused.value.fields == {
        image.pk: ["The stored voxels are damaged: the stored file is missing. Restore them from a backup."]
    }


def test_a_pair_leaves_as_one_file(add: Add, owner: User, dataset: Dataset, tmp_path: Path) -> None:
    header, block = pair(descrip=b"FSL5.0")
    paths = [tmp_path / "scan.hdr", tmp_path / "scan.img"]
    for path, data in zip(paths, (header, block), strict=True):
        path.write_bytes(data)
    sources = [Source(path.name, path, path.stat().st_size) for path in paths]
    image = actions.upload(actor=owner, dataset=dataset, sources=sources)

    folder = unzipped(released(owner, image), tmp_path / "taken")

    whole = gzip.decompress((folder / "images/scan.nii.gz").read_bytes())
    assert (whole[344:348], whole[352:]) == (b"n+1\0", block)


def test_it_is_downloaded_again_byte_for_byte_whatever_happens_to_the_image(add: Add, owner: User) -> None:
    image = add("scan.nii", PLAIN())
    release = released(owner, image)
    first = b"".join(actions.bundle(release).chunks())

    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "other"}, reason="")
    Image.objects.update(name="another.nii")
    assert [*densify_all()] == []

    assert b"".join(actions.bundle(Release.objects.get()).chunks()) == first
    assert b"".join(actions.bundle(Release.objects.get()).chunks(100, 900)) == first[100:900]


def test_what_was_made_and_taken_is_on_record(add: Add, owner: User) -> None:
    image = add("scan.nii", PLAIN())
    release = released(owner, image)
    actions.record_taken(actor=owner, release=release)

    taken, made = AuditEntry.objects.order_by("-seq")[:2]
    row = release.images.get()
    assert made.facts["released"] == [[image.pk, 1, row.sha256]]
    assert made.facts["manifest_sha256"] == hashlib.sha256((release.manifest or "").encode()).hexdigest()
    assert made.told == {"called": "First release", "reason": "For the archive."}
    assert audit.sentence(made) == "made the release “First release” of 1 image"
    assert audit.sentence(taken) == "downloaded the release “First release” of 1 image"
    assert [*problems()] == []


def test_a_purge_takes_names_and_reports_along_and_leaves_hashes(add: Add, owner: User) -> None:
    image, other = add("DEVICE-17.nii", PLAIN()), add("scan.nii", PLAIN(cal_max=1))
    release = released(owner, image, other)
    actions.delete(actor=owner, image=image, reason="Withdrawn")
    with pytest.raises(actions.NotNow, match="was removed after this release was made"):
        actions.bundle(release)
    number = image.pk

    actions.purge(actor=owner, image=fresh(image), reason="Withdrawn")

    release = Release.objects.get()
    gone, left = release.images.all()
    assert (gone.name, gone.report, gone.page, len(gone.sha256)) == ("", None, None, 64)
    assert (left.name, release.manifest) == ("scan.nii.gz", None)
    with pytest.raises(Erased, match=rf"Image {number} was erased for good\. Make a new release"):
        actions.bundle(release)
    assert [*problems()] == []


def test_an_erased_reason_is_erased_from_reports_too(add: Add, owner: User) -> None:
    image = add("scan.nii", NAMED())
    found = [finding.id for finding in clearance.look(image).open]
    actions.waive(actor=owner, image=image, findings=found, reason="Said by Dr Roe")
    release = released(owner, image)
    value = AuditValue.objects.get(entry__action="findings accepted", label="reason")

    actions.erase_value(actor=owner, image=fresh(image), value=value, reason="A name")

    assert [*release.images.values_list("report", "page")] == [(None, None)]
    with pytest.raises(Erased, match="Something of image"):
        actions.bundle(Release.objects.get())


def test_an_image_that_moved_to_another_dataset_leaves_no_more(add: Add, owner: User) -> None:
    image = add("scan.nii", PLAIN())
    release = released(owner, image)
    actions.move(actor=owner, image=image, to=actions.make_dataset(actor=owner, name="Other"))

    with pytest.raises(actions.NotNow, match="was moved to another dataset"):
        actions.bundle(release)


def test_what_breaks_off_is_made_again_without_reading_twice(add: Add, owner: User, dataset: Dataset) -> None:
    images = [add(f"{number}.nii", PLAIN(cal_max=number)) for number in range(3)]

    with pytest.raises(actions.Unfinished, match=r"1 of 3 images are read\. Nothing is released yet"):
        released(owner, *images, patience=0)
    before = [*ReadThrough.objects.values_list("pk", flat=True)]

    released(owner, *images)
    assert set(before) < set(ReadThrough.objects.values_list("pk", flat=True))


def test_an_image_that_somebody_changes_meanwhile_holds_the_release_back(
    add: Add, owner: User, dataset: Dataset
) -> None:
    image = fresh(add("scan.nii", PLAIN()))
    wanted = actions.Wanted(dataset, [image], "First release", "default", "For the archive.")
    stands = making.stands_of(wanted)
    passed = making.read_all(stands, None)
    now = fresh(image)
    actions.edit(actor=owner, image=now, base=now.etag, values={"cal_max": 3}, reason="")

    with pytest.raises(actions.HeldBack) as refused:
        making.keep(owner, wanted, stands, passed)

    assert (refused.value.fields, Release.objects.count()) == ({image.pk: [making.CHANGED]}, 0)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"profile": "mine"}, "profile"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_release_has_a_name_a_profile_and_a_reason(add: Add, owner: User, wanted: dict[str, str], field: str) -> None:
    with pytest.raises(EditError) as refused:
        released(owner, add("scan.nii", PLAIN()), **wanted)

    assert [*refused.value.fields] == [field]


HEAD_SIZED: dict[str, Any] = {
    "dim": (3, 80, 80, 64, 1, 1, 1, 1),
    "pixdim": (1, 2.5, 2.5, 2.5, 1, 1, 1, 1),
    "datatype": 2,
}
PLACED: dict[str, Any] = {"srow_x": (2.5, 0, 0, 0), "srow_y": (0, 2.5, 0, 0), "srow_z": (0, 0, 2.5, 0)}


def headlike() -> bytes:
    """A bright box in the dark: for the check, any large thing with air around it may be a head."""
    planes = bytearray(80 * 80 * 64)
    for at in range(8, 60):
        for row in range(10, 70):
            planes[at * 6400 + row * 80 + 10 : at * 6400 + row * 80 + 70] = bytes([200]) * 60
    return PLAIN(block=bytes(planes), **HEAD_SIZED, **PLACED)


def test_a_volume_that_may_show_a_face_needs_a_statement_or_somebody_who_knows(
    add: Add, owner: User, tmp_path: Path
) -> None:
    image = add("scan.nii", headlike())
    (sentence,) = held(image, owner)
    assert sentence == (
        "A 3-D volume of the size of a head, not shown to be defaced. It may show a face; header checks cannot tell. "
        "State with which tool it was defaced, or release it knowing this."
    )
    knowing = unzipped(released(owner, image, may_show_faces=True), tmp_path / "knowing")

    actions.state_defaced(actor=owner, image=image, tool="a tool 1.0")
    stated = unzipped(released(owner, image), tmp_path / "stated")

    told = [json.loads((folder / "reports/scan.json").read_text())["faces"] for folder in (knowing, stated)]
    assert [each["acknowledged"] for each in told] == [True, False]
    assert told[1]["statement"]["tool"] == "a tool 1.0"
    assert audit.sentence(AuditEntry.objects.get(action="stated as defaced")).endswith("was defaced with a tool 1.0")


def test_a_statement_is_about_these_voxels_and_can_be_taken_back(add: Add, owner: User) -> None:
    image = add("scan.nii", PLAIN())
    with pytest.raises(EditError, match="Say with which tool"):
        actions.state_defaced(actor=owner, image=image, tool=" ")
    actions.state_defaced(actor=owner, image=image, tool="a tool")
    stated = actions.statement(image)
    assert stated is not None
    assert (stated.tool, stated.by) == ("a tool", "olga")

    assert actions.state_defaced(actor=owner, image=image, tool="") is None


WRONG = {
    "another file": (lambda release: release.images.update(sha256="0" * 64), "Its files are not the ones"),
    "a lost report": (lambda release: release.images.update(report=None), "is gone, and no entry records"),
    "a lost manifest": (lambda release: Release.objects.update(manifest=None), "Its manifest is gone, and nothing"),
    "another manifest": (lambda release: Release.objects.update(manifest="{}"), "Its manifest is not the one"),
    "a lost release": (lambda release: release.delete(), "is not there."),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_check_of_everything_finds_what_became_of_a_release(add: Add, owner: User, change: Any, said: str) -> None:
    change(released(owner, add("scan.nii", PLAIN())))

    assert [each.sentence for each in problems() if said in each.sentence]


def test_names_are_safe_on_every_disk_and_apart() -> None:
    given = [
        "a/../scan.nii",
        "SCAN.nii.gz",
        "scan.hdr",
        "con.nii",
        "aux.1.nii",
        ".hidden.nii",
        "x. .nii",
        "tab\there.nii",
    ]

    assert [*names(given)] == [
        "scan.nii.gz", "SCAN-2.nii.gz", "scan-3.nii.gz", "_con.nii.gz", "_aux.1.nii.gz", "_hidden.nii.gz", "x.nii.gz",
        "tab_here.nii.gz",
    ]  # fmt: skip
