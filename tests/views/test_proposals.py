"""A proposal from the changes of one person to the decision of another."""

import pytest
from django.contrib.auth.models import User

from inspector import actions
from inspector.models import Dataset, Image, Proposal, Role
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add
from tests.views.pages import Visitor


@pytest.fixture
def image(add: Add) -> Image:
    return add("scan.nii", nifti1_bytes(descrip=b"FSL"))


@pytest.fixture
def viewer(dataset: Dataset) -> User:
    return joined("vera", dataset, Role.VIEWER)


def proposed(image: Image, person: User, **values: object) -> Proposal:
    return actions.propose(
        actor=person, image=image, base=image.etag, values=values or {"descrip": "SPM"}, reason="By the protocol"
    )


def test_who_may_not_save_collects_and_proposes(image: Image, viewer: User) -> None:
    visitor = Visitor(viewer, image)
    assert visitor.post("edit/text/", {"descrip": "SPM"}).status_code == 302
    text = visitor.text("review/")
    assert ("Propose this edit" in text, "Save revision 2" in text) == (True, False)

    answer = visitor.save("As in the protocol", "propose/", **visitor.looked_at("review/"))

    made = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/images/{image.pk}/proposals/{made.pk}/")
    assert (made.values, made.reason, visitor.now.revision) == ({"descrip": "SPM"}, "As in the protocol", 1)
    assert "Withdraw it" in visitor.text(f"proposals/{made.pk}/")


def test_a_proposal_without_a_reason_is_asked_for_one(image: Image, viewer: User) -> None:
    visitor = Visitor(viewer, image)
    visitor.change(descrip="SPM")

    answer = visitor.post("propose/", {**visitor.looked_at("review/"), "reason": ""})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert Proposal.objects.count() == 0


def test_somebody_else_accepts_what_they_looked_at(image: Image, viewer: User, owner: User) -> None:
    made = proposed(image, viewer)
    visitor, page = Visitor(owner, image), f"proposals/{made.pk}/"
    assert f'href="/images/{image.pk}/{page}"' in visitor.text("history/")

    answer = visitor.post(f"{page}accept/", {**visitor.looked_at(page), "reason": "By the protocol, indeed"})

    assert answer.status_code == 302
    assert (visitor.now.header.value("descrip"), visitor.now.current.reason) == ("SPM", "By the protocol, indeed")
    assert "proposed by vera" in visitor.text("history/")
    assert "Accepted by you" in visitor.text(page)


def test_a_flip_is_agreed_to_by_who_accepts(image: Image, viewer: User, owner: User) -> None:
    made = proposed(image, viewer, srow_x=[-2, 0, 0, 3])
    visitor, page = Visitor(owner, image), f"proposals/{made.pk}/"
    sent = {**visitor.looked_at(page), "reason": "By the protocol", "allow": ["X2", "D1"]}

    refused = visitor.post(f"{page}accept/", sent)
    assert refused.status_code == 422
    assert "Tick this to swap left and right" in refused.content.decode()

    assert visitor.post(f"{page}accept/", {**sent, "agreed": "on"}).status_code == 302


def test_of_a_proposal_on_an_earlier_revision_the_ticked_fields_are_taken(
    image: Image, viewer: User, owner: User, member: User
) -> None:
    made = proposed(image, viewer, descrip="SPM", cal_max=7)
    for text in ("AFNI", "ANTS"):
        now = Image.objects.get()
        actions.edit(actor=member, image=now, base=now.etag, values={"descrip": text}, reason="")
    visitor, page = Visitor(owner, image), f"proposals/{made.pk}/"
    text = visitor.text(page)
    assert ("Mats saved the revisions 2 to 3 since" in text, "Accept as revision" in text) == (True, False)

    sent = {**visitor.looked_at(f"{page}?field=cal_max"), "reason": "Only this", "field": "cal_max"}
    assert visitor.post(f"{page}accept/", sent).status_code == 302

    header = visitor.now.header
    assert (header.value("descrip"), header.value("cal_max")) == ("ANTS", 7)


def test_declining_says_why(image: Image, viewer: User, owner: User) -> None:
    made = proposed(image, viewer)
    visitor, page = Visitor(owner, image), f"proposals/{made.pk}/"

    assert visitor.post(f"{page}decline/", {"base": image.etag, "note": ""}).status_code == 422
    assert visitor.post(f"{page}decline/", {"base": image.etag, "note": "FSL is right."}).status_code == 302

    assert "FSL is right." in Visitor(viewer, image).text(page)


def test_a_proposal_is_withdrawn_by_its_author_alone(image: Image, viewer: User, owner: User) -> None:
    made = proposed(image, viewer)

    for person in (owner, viewer):
        Visitor(person, image).post(f"proposals/{made.pk}/withdraw/", {})

    assert Proposal.objects.get().decided.actor == "vera"
    assert Visitor(owner, image).get("proposals/99/").status_code == 404
