"""The privacy page of an image: what was found, masked; every byte; remedies in two steps; what may stay."""

from __future__ import annotations

import gzip
import html
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from inspector import actions
from inspector.clearance import look
from inspector.core.privacy.remedies import Remedy
from inspector.models import AuditEntry, Dataset, Image, Role, Waiver
from inspector.shown.looking import REMEDIES
from inspector.shown.privacy import masked_around
from tests.builders import nifti1_bytes, pair
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor, said

pytestmark = pytest.mark.django_db

NAME = "Zyxwv Qrstu"
WHY = "Release of the study"


@pytest.fixture(autouse=True)
def own(owner: User, dataset: Dataset) -> None:
    """The study has said whose it is, so that one name is found for certain, whatever recognizers there are."""
    actions.keep_own_list(actor=owner, dataset=dataset, identifiers=[NAME])


@pytest.fixture
def full(owner: User, add: Add) -> Visitor:
    """At an image with a name in two places, and text that nobody explains."""
    return Visitor(owner, add("sub-01.nii", nifti1_bytes(descrip=f"of {NAME} here", extensions=[(6, NAME.encode())])))


@pytest.fixture
def clear(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add("T1w.nii", nifti1_bytes(descrip=b"FSL5.0")))


def ids(visitor: Visitor, *surfaces: str) -> list[str]:
    """The open findings that tell of the name, of these surfaces."""
    found = look(visitor.now).open
    return [each.id for each in found if each.surface in surfaces and NAME in each.text]


def chosen(visitor: Visitor, *surfaces: str, **more: str) -> dict[str, Any]:
    return {"base": visitor.now.etag, "finding": ids(visitor, *surfaces), **more}


def hidden(answer: Any) -> dict[str, Any]:
    """What the form that saves sends back unseen."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode()):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_what_was_found_is_masked_and_every_byte_is_told(full: Visitor) -> None:
    text = said(full.get("privacy/"))

    assert NAME not in text
    assert "Z•••• •••••" in text
    assert '<span class="mono">descrip</span> <span class="privacy-bytes">bytes 151–161</span>' in text
    assert "The same text stands in extension 1." in text
    size = full.image.size + len("sub-01.nii")
    assert f"All {size:,} bytes are accounted for" in text
    assert "picture data: not read as text" in text
    assert "not looked at" in text
    assert "Blank the field, 80 bytes" in text


def test_a_clear_image_says_under_which_rules_and_voxels_never_get_a_check(clear: Visitor) -> None:
    text = said(clear.get("privacy/"))

    assert "No open findings under the rule set" in text
    row = re.search(r"<tr>(?:(?!</tr>).)*Voxels</th>.*?</tr>", text, re.DOTALL)
    assert row is not None
    assert "badge-ok" not in row[0]
    assert 'id="remedies"' not in text


def test_the_tab_counts_what_is_open(full: Visitor, client: Any) -> None:
    image = full.now
    count = (image.high or 0) + (image.medium or 0) + (image.review or 0)
    assert count >= 2
    assert f"{count}<span class=" in full.text()
    assert "open findings of the privacy check" in full.text()


def test_remedies_are_looked_at_before_they_are_saved(full: Visitor) -> None:
    shown = full.post("privacy/review/", chosen(full, "descrip", "extension 1", reason=WHY))
    page = said(shown)

    assert "Review 2 remedies" in page
    assert "Revision 1 becomes revision 2. Nothing is saved yet." in page
    assert "Blank the field, 80 bytes" in page
    assert WHY in page
    assert full.now.revision == 1

    saved = full.post("privacy/review/", hidden(shown) | {"reason": WHY})

    assert (saved.status_code, saved["Location"]) == (302, full.address("privacy/"))
    now = full.now
    assert (now.revision, NAME.encode() in now.header.data, now.voxels_sha256) == (2, False, full.image.voxels_sha256)
    assert "Revision 2 saved. Voxels unchanged." in said(full.get("privacy/"))
    assert AuditEntry.objects.latest("seq").told["reason"] == WHY


def test_another_remedy_than_the_proposed_one_is_taken(full: Visitor) -> None:
    [found] = ids(full, "extension 1")
    shown = full.post("privacy/review/", chosen(full, "extension 1") | {f"remedy-{found}": "drop extension"})
    assert "Remove extension 1" in said(shown)

    full.post("privacy/review/", hidden(shown) | {"reason": WHY})

    assert full.now.header.extensions == ()


def test_a_fragment_tells_the_effect_in_numbers(full: Visitor) -> None:
    text = said(full.post("privacy/review/", chosen(full, "descrip"), fragment=True))

    assert text.lstrip().startswith('<div id="effect"')
    assert "<dt>Chosen</dt><dd>1 of " in text
    assert full.now.revision == 1
    assert "Tick what is to be cleared" in said(full.post("privacy/review/", {}, fragment=True))


def test_without_a_reason_or_a_choice_nothing_is_written(full: Visitor) -> None:
    shown = full.post("privacy/review/", chosen(full, "descrip"))

    assert "Say why" in said(full.post("privacy/review/", hidden(shown) | {"reason": " "}), 422)
    assert "Choose at least one finding" in said(full.post("privacy/review/", {"base": full.now.etag}), 422)
    assert "There is no remedy" in said(
        full.post("privacy/review/", chosen(full, "descrip") | {"remedy-x": "burn"}), 422
    )
    assert full.now.revision == 1


def test_who_saved_meanwhile_is_told_and_the_ticks_stay(full: Visitor) -> None:
    shown = full.post("privacy/review/", chosen(full, "descrip"))
    actions.edit(actor=full.person, image=full.now, base=full.now.etag, values={"cal_max": 7}, reason="")

    late = said(full.post("privacy/review/", hidden(shown) | {"reason": WHY}), 412)

    assert "saved revision 2 in the meantime" in late
    [found] = ids(full, "descrip")
    assert re.search(rf'value="{found}"[^>]* checked', late)
    assert full.now.revision == 2


def test_a_file_gets_another_name(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add("zyxwv_qrstu.nii"))
    body = chosen(visitor) | {"finding": [each.id for each in look(visitor.now).open if each.layer == "file name"]}
    assert "Use letters, digits" in said(visitor.post("privacy/review/", body | {"name": "a/b"}), 422)

    shown = visitor.post("privacy/review/", body | {"name": "sub-07"})
    assert "sub-07.nii" in said(shown)
    visitor.post("privacy/review/", hidden(shown) | {"reason": WHY})

    assert (visitor.now.name, visitor.now.revision) == ("sub-07.nii", 1)


def test_what_is_behind_the_voxels_is_cut_off(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add("scan.nii", nifti1_bytes() + NAME.encode()))

    shown = visitor.post("privacy/review/", chosen(visitor, "bytes behind the voxels"))
    assert "11 bytes at the end cut off" in said(shown)
    visitor.post("privacy/review/", hidden(shown) | {"reason": WHY})

    assert visitor.now.voxels_length == visitor.image.voxels_length - len(NAME)


def test_a_finding_is_accepted_with_a_reason_here_or_everywhere(full: Visitor, add: Add) -> None:
    other = Visitor(full.person, add("sub-02.nii", nifti1_bytes(descrip=f"of {NAME} here")))
    [found] = ids(full, "descrip")
    assert "Say why" in said(full.post("privacy/accept/", {"finding": found, "reason": ""}), 422)

    full.post("privacy/accept/", {"finding": found, "reason": "A phantom", "everywhere": "1"})

    page = said(full.get("privacy/"))
    assert "Accepted in every image of this dataset by you" in page
    assert "“<bdi>A phantom</bdi>”" in page
    assert (ids(full, "descrip"), ids(other, "descrip")) == ([], [])
    assert other.now.high == 0


def test_all_that_is_to_review_is_accepted_at_once(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add("scan.nii", nifti1_bytes(descrip=b"qzk wvx", aux_file=b"xqj vkw")))
    assert visitor.now.review

    visitor.post("privacy/accept/", {"all": "1", "reason": "Names of sequences"})

    assert visitor.now.review == 0
    assert Waiver.objects.filter(image=visitor.image).count() >= 2


def test_text_is_shown_on_record_and_only_in_the_answer(full: Visitor) -> None:
    answer = full.post("privacy/text/", {})

    assert NAME in said(answer)
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.latest("seq").action == "text shown"
    assert NAME not in full.text("privacy/")


def test_who_may_only_look_sees_all_and_finds_no_control(full: Visitor, dataset: Dataset) -> None:
    viewer = Visitor(joined("vera", dataset, Role.VIEWER), full.image)
    page = said(viewer.get("privacy/"))

    assert "Z•••• •••••" in page
    assert "Read-only" in page
    main = page[page.index('<main id="content"') :]
    assert re.findall(r"<(?:form|select|input|textarea)\b[^>]*>", main) == []
    for door in ("review", "accept", "text"):
        assert viewer.post(f"privacy/{door}/", {}).status_code == 403


def test_an_editor_clears_and_does_not_accept(full: Visitor, member: User, stranger: User) -> None:
    page = said(Visitor(member, full.image).get("privacy/"))

    assert 'id="remedies"' in page
    assert "/privacy/accept/" not in page
    assert Visitor(stranger, full.image).get("privacy/").status_code == 404


def test_what_stands_around_a_finding_hides_the_others_whole_or_cut() -> None:
    around = masked_around("ne Doe was seen with John Roe at 3T by Ja", ["Jane Doe", "John Roe", "Jan"])

    assert around == "ne Doe was seen with •••• ••• at 3T by Ja".replace("ne Doe", "•• •••")


def test_a_packed_upload_is_told_layer_by_layer(owner: User, add: Add) -> None:
    raw = io.BytesIO()
    with gzip.GzipFile("zyxwv_qrstu.nii", "wb", fileobj=raw, mtime=0) as file:
        file.write(nifti1_bytes())
    visitor = Visitor(owner, add("scan.nii.gz", raw.getvalue()))

    page = said(visitor.get("privacy/"))

    assert [*re.findall(r'scope="rowgroup" colspan="5">([^<]+?) <', page)] == [
        "File, unpacked",
        "Packing of scan.nii.gz, as it was uploaded",
        "The file name",
    ]
    assert "Leave the packing of the upload behind" in page


def test_what_is_in_one_file_of_a_pair_is_counted_there(client: Any, owner: User, dataset: Dataset) -> None:
    halves = zip(("two.hdr", "two.img"), pair(descrip=NAME, block=bytes(48) + NAME.encode()), strict=True)
    client.post("/upload/", {"file": [SimpleUploadedFile(name, data) for name, data in halves]})

    page = said(client.get(f"/images/{Image.objects.get().pk}/privacy/"))

    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    assert [row for row in rows if "open finding" in row] == [
        "Fixed header, text 4 163 10 fields read to the last byte 1 open finding",
        "Bytes behind the voxels 48 11 read as text 1 open finding",
    ]


def test_thousands_of_findings_make_no_endless_page(owner: User, add: Add) -> None:
    lines = b"\n".join(b"qzword%d wvother%d" % (number, number) for number in range(300))
    visitor = Visitor(owner, add("scan.nii", nifti1_bytes(extensions=[(6, lines), *[(6, b"FSL5.0")] * 100])))

    page = said(visitor.get("privacy/"))

    assert page.count('<article class="privacy-finding"') == 100
    assert re.search(r"\d+ more, less sure or further back", page)
    assert "further parts" in page


def test_every_remedy_is_explained_in_the_help(client: Any) -> None:
    assert set(REMEDIES) == {*Remedy}
    assert "The privacy check" in said(client.get("/help/privacy/"))
