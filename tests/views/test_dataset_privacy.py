"""The privacy check of a dataset: each text once, one decision for all images, the study's own identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from inspector import actions, tally
from inspector.clearance import look
from inspector.core.privacy import VERSION
from inspector.models import AuditEntry, Dataset, FoundValue, Image, OwnIdentifier, Role, Waiver
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import FRAGMENT, said

pytestmark = pytest.mark.django_db

NAME = "Zyxwv Qrstu"
MASKED = "Z•••• •••••"
WHY = "Release of the study"
PAGE = "/datasets/study/privacy/"


@pytest.fixture(autouse=True)
def own(owner: User, dataset: Dataset) -> None:
    """The study has said whose it is, so that one name is found for certain, whatever recognizers there are."""
    actions.keep_own_list(actor=owner, dataset=dataset, identifiers=[NAME])


@pytest.fixture
def three(add: Add) -> list[Image]:
    """Three images with a name in one place, in the last one with two more places."""
    return [
        add("sub-01.nii", nifti1_bytes(descrip=NAME)),
        add("sub-02.nii", nifti1_bytes(descrip=NAME)),
        add("sub-03.nii", nifti1_bytes(descrip=NAME, aux_file=NAME, intent_name=NAME)),
    ]


def mark(surface: str = "descrip") -> str:
    return FoundValue.objects.filter(surface=surface, recognizer="own list").values_list("mark", flat=True)[0]


def address(surface: str = "descrip", door: str = "") -> str:
    return f"{PAGE}texts/{mark(surface)}/{door}"


def rows(page: str) -> list[str]:
    """The rows of the table of texts that tell of the name, as words."""
    found = re.findall(r"<tr>.*?</tr>", page[page.index('id="texts"') :], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found if MASKED in row]


def high() -> list[int | None]:
    return [*Image.objects.order_by("name").values_list("high", flat=True)]


def test_each_text_stands_once_for_a_place_and_what_ties_files_is_marked(client: Client, three: list[Image]) -> None:
    page = said(client.get(PAGE))

    assert rows(page) == [
        f"High {MASKED} ties files descrip own list 3",
        f"High {MASKED} ties files aux_file own list 1",
        f"High {MASKED} ties files intent_name own list 1",
    ]
    assert NAME not in page
    assert rows(said(client.get(f"{PAGE}?level=medium"))) == []
    assert len(rows(said(client.get(f"{PAGE}?level=high")))) == 3


def test_the_table_is_asked_for_at_once_however_many_images_there_are(
    client: Client, add: Add, three: list[Image], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(14):
        client.get(PAGE)
    for number in range(4):
        add(f"more-{number}.nii", nifti1_bytes(descrip=NAME, db_name=NAME))
    with django_assert_num_queries(14):
        client.get(PAGE)


def test_an_empty_dataset_says_what_will_be_here(client: Client) -> None:
    page = said(client.get(PAGE))

    assert "No image is here yet" in page
    assert "1 keyed hash" not in page
    assert "2 keyed hashes are kept" in page


def test_one_text_shows_its_images_and_what_a_remedy_does_in_one_of_them(client: Client, three: list[Image]) -> None:
    page = said(client.get(address()))

    assert "3 images have it, 3 times in all. Nothing is saved yet." in page
    assert [name in page for name in ("sub-01.nii", "sub-02.nii", "sub-03.nii")] == [True] * 3
    assert "Clear it in 3 images" in page
    other = said(client.get(f"{address()}?remedy=blank+text"))
    assert re.search(r'aria-current="true">Blank the text, 11 bytes<', other)
    assert '<input type="hidden" name="remedy" value="blank text">' in other
    assert NAME not in page


def test_the_text_is_shown_on_record_and_only_in_the_answer(client: Client, three: list[Image]) -> None:
    answer = client.post(address(door="show/"))

    assert f"<mark>{NAME}</mark>" in said(answer)
    assert f'href="{address()}?remedy=' in said(answer)
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.image, entry.facts["findings"]) == ("text shown", three[0].pk, 1)
    assert NAME not in said(client.get(address()))


def test_a_text_is_cleared_in_all_images_by_ordinary_revisions(client: Client, three: list[Image]) -> None:
    assert "Say why" in said(client.post(address(door="clear/"), {"remedy": "blank field"}), 422)

    page = said(client.post(address(door="clear/"), {"remedy": "blank field", "reason": WHY}))

    assert "Cleared in 3 of 3 images" in page
    assert [*Image.objects.values_list("revision", flat=True)] == [2, 2, 2]
    assert {entry.told["reason"] for entry in AuditEntry.objects.filter(action="edit")} == {WHY}
    assert [row.partition("files ")[2] for row in rows(said(client.get(PAGE)))] == ["", ""]
    assert high() == [0, 0, 2]


def test_it_goes_on_round_by_round_and_after_an_interruption(
    client: Client, owner: User, dataset: Dataset, three: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = actions.clear_text(actor=owner, dataset=dataset, mark=mark(), remedy=None, reason=WHY, most=2)
    assert (len(first.done), first.left) == (2, 1)

    monkeypatch.setattr("inspector.actions.clearing_all.LONG", -1)
    again = said(client.post(address(door="clear/"), {"reason": WHY}, headers=FRAGMENT))

    assert again.lstrip().startswith('<section class="card" id="round"')
    assert "Cleared in 1 of 1 image" in again
    assert [*Image.objects.values_list("revision", flat=True)] == [2, 2, 2]


def test_a_round_tells_what_is_left_and_what_stayed_as_it_was(
    client: Client, three: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.actions.clearing_all.LONG", -1)
    page = said(client.post(address(door="clear/"), {"remedy": "drop extension", "reason": WHY}))

    assert "1 of 3 images" in page
    assert "Go on with the next 2" in page
    assert "What was chosen cannot be done here." in page
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert (sent["done"], sent["failed"].split("\t")[2]) == ("0", "What was chosen cannot be done here.")

    rest = said(client.post(address(door="clear/"), sent | {"remedy": "blank field"}))

    assert "2 of 3 images" in rest


def test_a_text_is_accepted_in_every_image_and_in_those_to_come(client: Client, add: Add, three: list[Image]) -> None:
    assert "Say why" in said(client.post(address(door="accept/"), {"reason": ""}), 422)
    looked_at = address(door="accept/")

    client.post(looked_at, {"reason": "A phantom"})

    assert high() == [0, 0, 2]
    assert add("sub-04.nii", nifti1_bytes(descrip=NAME)).high == 0
    page = said(client.get(PAGE))
    assert "“<bdi>A phantom</bdi>”" in page
    assert AuditEntry.objects.latest("seq").action == "upload"
    assert AuditEntry.objects.filter(action="text accepted").get().facts["images"] == 3
    assert "somebody decided about it" in said(client.get(looked_at.removesuffix("accept/")))
    assert client.post(looked_at, {"reason": "again"}).status_code == 422


def test_a_decision_is_taken_back(client: Client, three: list[Image]) -> None:
    client.post(address(door="accept/"), {"reason": "A phantom"})
    door = f"{PAGE}decisions/{Waiver.objects.get().pk}/"
    assert f'action="{door}"' in said(client.get(f"/images/{three[0].pk}/privacy/"))

    client.post(door)

    assert (high(), Waiver.objects.count()) == ([1, 1, 3], 0)
    assert AuditEntry.objects.latest("seq").action == "decision taken back"
    assert client.post(door).status_code == 302


def test_the_list_of_a_study_is_kept_as_hashes_and_images_are_looked_at_again(client: Client, add: Add) -> None:
    for number in range(23):
        add(f"sub-{number:02}.nii", nifti1_bytes(descrip=b"qzkwx plmvt"))
    assert set(high()) == {0}

    client.post(f"{PAGE}own-list/", {"lines": "Plmvt, Qzkwx\r\n\r\nMÜLLER 4711\r\n"})

    assert {len(each.hash) for each in OwnIdentifier.objects.all()} == {64}
    assert sum(count or 0 for count in high()) == 20
    assert "3 images still to be looked at" in said(client.get(PAGE))
    answer = client.post(f"{PAGE}look/", headers=FRAGMENT)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, PAGE)
    assert set(high()) == {1}
    assert AuditEntry.objects.latest("seq").facts == {"images": 3, "version": VERSION}
    assert "still to be looked at" not in said(client.get(PAGE))


def test_a_list_needs_a_line_and_is_forgotten_by_its_own_button(client: Client) -> None:
    assert "Write at least one name" in said(client.post(f"{PAGE}own-list/", {"lines": " \n"}), 422)
    many = "\n".join(f"MRN {number}" for number in range(10_001))
    assert "10,000 are kept at most" in said(client.post(f"{PAGE}own-list/", {"lines": many}), 422)
    assert OwnIdentifier.objects.count() == 2

    client.post(f"{PAGE}own-list/", {"forget": "1"})

    assert OwnIdentifier.objects.count() == 0


def test_who_may_only_look_sees_the_table_without_a_control(
    three: list[Image], dataset: Dataset, stranger: User, client_of: Callable[[User], Client]
) -> None:
    viewer = client_of(joined("vera", dataset, Role.VIEWER))
    for page in (said(viewer.get(PAGE)), said(viewer.get(address()))):
        main = page[page.index('<main id="content"') :]
        assert MASKED in main
        assert re.findall(r"<(?:form|input|textarea|button)\b[^>]*data-busy|<form\b[^>]*>", main) == []
    assert "A manager of the dataset can give a list." in said(viewer.get(PAGE))
    doors = [f"texts/{mark()}/{door}/" for door in ("show", "clear", "accept")]
    for door in ("look/", "own-list/", "decisions/1/", *doors):
        assert viewer.post(PAGE + door).status_code == 403
        assert client_of(stranger).post(PAGE + door).status_code == 404
    assert client_of(stranger).get(PAGE).status_code == 404


def test_an_edit_keeps_the_rows_up_to_date_and_what_is_erased_leaves_none(
    owner: User, three: list[Image], client: Client
) -> None:
    image = three[0]
    assert look(image).open
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "FSL5.0"}, reason="")

    assert not FoundValue.objects.filter(image=image, surface="descrip").exists()
    assert "descrip own list 2" in rows(said(client.get(PAGE)))[0]
    actions.purge(actor=owner, image=three[1], reason=WHY)
    assert f"High {MASKED} descrip own list 1" in rows(said(client.get(PAGE)))


def test_an_image_of_endless_text_keeps_few_rows_and_counts_the_rest(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_VALUES", 3)
    lines = b"\n".join(b"qzword%d wvother%d" % (number, number) for number in range(9))
    image = add("scan.nii", nifti1_bytes(extensions=[(6, lines)]))

    assert FoundValue.objects.filter(image=image).exclude(mark="").count() == 3
    counted = sum(FoundValue.objects.filter(image=image, level="review").values_list("times", flat=True))
    assert counted == image.review


def test_the_command_looks_at_what_was_looked_at_by_earlier_rules(three: list[Image], capsys: Any) -> None:
    Image.objects.filter(pk=three[0].pk).update(looked_with="0", high=None)

    call_command("look")
    call_command("look")

    told = capsys.readouterr().out.splitlines()
    assert told == [f"{count} looked at by the rules of version {VERSION}." for count in ("1 image", "0 images")]
    assert high() == [1, 1, 3]


def test_the_library_tells_what_is_open_and_sorts_by_it(client: Client, three: list[Image]) -> None:
    Image.objects.filter(pk=three[1].pk).update(high=None)
    page = said(client.get("/?sort=-privacy"))

    assert re.findall(r'<th scope="row".*?>(sub-\d\d)', page)[0] == "sub-03"
    assert "not looked at" in page
    assert f'href="{PAGE}"' in page
    assert re.search(r'title="3 high[^"]* by the privacy check"', page)
