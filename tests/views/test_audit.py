"""The audit page: the record as sentences, for the people whose images it is about."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspector import actions, audit
from inspector.models import AuditValue, Dataset, Image, Role
from inspector.triggers import drop_triggers
from tests.views.conftest import Add

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def words(client: Client, address: str = "/audit/") -> str:
    """The page with every run of white space as one blank."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def correct(image: Image, person: User, text: str = "checked", reason: str = "Old text") -> None:
    actions.edit(actor=person, image=image, base=image.etag, values={"descrip": text}, reason=reason)


def test_an_empty_record_says_what_will_stand_in_it(client: Client) -> None:
    assert "Nothing is recorded" in words(client)


def test_each_entry_tells_who_did_what_to_which_image_and_why(client: Client, add: Add, member: User) -> None:
    image = add()
    correct(image, member)

    text = words(client)

    link = f'<a class="mono break" href="/images/{image.pk}/">scan.nii</a>'
    assert f"<b>You</b> uploaded {link}, 400 bytes" in text
    assert f"<b>Mats</b> changed 1 field of {link} as revision 2;" in text
    assert "“<bdi>Old text</bdi>”" in text
    assert 'href="/help/fields/descrip/">descrip</a>' in text
    assert text.index("Mats") < text.index("uploaded")


def test_a_restore_and_a_removal_are_told_too(client: Client, add: Add, owner: User) -> None:
    image = add()
    correct(image, owner)
    image = Image.objects.get()
    actions.restore(actor=owner, image=image, base=image.etag, number=1, reason="")
    actions.delete(actor=owner, image=image, reason="Uploaded twice")

    text = words(client)

    assert "restored revision 1 of" in text
    assert 'removed <span class="mono break">scan.nii</span>; for a while it can be put back.' in text
    assert "“<bdi>Uploaded twice</bdi>”" in text


def test_an_erased_reason_is_said_to_be_erased(client: Client, add: Add, owner: User) -> None:
    correct(add(), owner)
    audit.erase(AuditValue.objects.filter(label="reason"), actor="olga", reason="It named a patient")

    assert "The reason was erased." in words(client)


def test_a_stranger_reads_nothing_of_it(add: Add, stranger: User, client_of: ClientOf) -> None:
    image = add()

    assert "scan.nii" not in words(client_of(stranger))
    assert "scan.nii" not in words(client_of(stranger), f"/audit/?image={image.pk}")


def test_the_record_of_one_image_leaves_the_others_out(client: Client, add: Add) -> None:
    first = add("first.nii")
    add("second.nii")

    text = words(client, f"/audit/?image={first.pk}")

    assert "1 entry about" in text
    assert "second.nii" not in text


def test_the_entries_stand_under_their_days(client: Client, add: Add) -> None:
    add()

    assert '<h2 class="label" id="day-1">Today</h2>' in words(client)


FILTERS = {
    "person": ("person=mats", ["edit"]),
    "another person": ("person=olga", ["delete", "upload", "upload"]),
    "action": ("action=delete", ["delete"]),
    "dataset": ("dataset=study", ["delete", "edit", "upload", "upload"]),
    "field": ("field=descrip", ["edit"]),
    "a field nobody changed": ("field=cal_max", []),
    "since today": (f"since={timezone.localdate()}", ["delete", "edit", "upload", "upload"]),
    "until long ago": ("until=2001-01-01", []),
    "until today": (f"until={timezone.localdate()}", ["delete", "edit", "upload", "upload"]),
    "several": ("person=olga&action=upload", ["upload", "upload"]),
}


@pytest.mark.parametrize(("query", "found"), FILTERS.values(), ids=FILTERS.keys())
def test_the_filter_finds_entries_on_the_page_and_for_programs(
    client: Client, add: Add, owner: User, member: User, query: str, found: list[str]
) -> None:
    correct(add(), member)
    actions.delete(actor=owner, image=add("other.nii"), reason="Uploaded twice")

    entries = client.get(f"/api/v1/audit?{query}").json()["results"]
    text = words(client, f"/audit/?{query}")

    assert sorted(entry["action"] for entry in entries) == found
    assert text.count('<li class="entry"') == len(found)
    assert f"as=csv&amp;{query.replace('&', '&amp;')}" in text or not found


@pytest.mark.parametrize("query", ["since=soon", "action=dance", "field=nose", "person=stan", "dataset=elsewhere"])
def test_a_filter_that_cannot_be_used_is_said_beside_its_field(client: Client, add: Add, query: str) -> None:
    add()

    answer = client.get(f"/audit/?{query}")

    assert answer.status_code == 422
    assert 'class="form-error"' in answer.content.decode()


def test_an_intact_record_is_said_to_be_intact(client: Client, add: Add) -> None:
    add()

    text = words(client, "/audit/?verify=1")

    assert "</svg>intact</span>" in text
    assert audit.verify().head[:8] in text


def test_an_altered_record_says_what_is_wrong(client: Client, add: Add) -> None:
    add()
    drop_triggers()
    AuditValue.objects.update(sealed=b"another.nii")

    text = words(client, "/audit/?verify=1")

    assert "</svg>altered</span>" in text
    assert "The name of entry 1 is not what was sealed." in text


def test_the_check_comes_as_a_fragment_of_its_own(client: Client, add: Add) -> None:
    add()

    answer = client.get("/audit/?verify=1", headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<section class="card" id="record"')


def test_more_entries_ask_no_more_of_the_database(client: Client, add: Add) -> None:
    add("first.nii")
    with CaptureQueriesContext(connection) as with_one:
        words(client)
    add("second.nii")
    add("third.nii")
    with CaptureQueriesContext(connection) as with_three:
        words(client)

    assert len(with_three) == len(with_one)


def test_what_people_do_is_told_in_sentences(client: Client, owner: User, member: User, dataset: Dataset) -> None:
    actions.give_role(actor=owner, dataset=dataset, person=member, role=Role.REVIEWER)
    actions.invite(actor=owner, dataset=dataset, role=Role.VIEWER, days=3)
    actions.make_token(actor=owner, name="laptop")

    shown = words(client)

    for sentence in (
        "changed the role of mats from editor to reviewer.",
        "made a link for one viewer, open for 3 days.",
        "made a token for “laptop”.",
    ):
        assert sentence in shown
