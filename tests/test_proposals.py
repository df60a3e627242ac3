"""Proposals: an edit that one person would make and another one decides on."""

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.core.errors import EditError
from inspector.models import AuditEntry, Dataset, Draft, Image, Proposal, Role
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.views.conftest import Add, add

__all__ = ["add"]


@pytest.fixture
def viewer(dataset: Dataset) -> User:
    """May look, comment and propose."""
    return joined("vera", dataset, Role.VIEWER)


@pytest.fixture
def image(add: Add) -> Image:
    return add("scan.nii", nifti1_bytes(descrip=b"FSL"))


def proposed(image: Image, person: User, **values: object) -> Proposal:
    return actions.propose(
        actor=person, image=image, base=image.etag, values=values or {"descrip": "SPM"}, reason="By the protocol"
    )


def test_a_proposal_changes_nothing_and_is_on_record(image: Image, viewer: User) -> None:
    actions.keep_draft(actor=viewer, image=image, values={"descrip": "SPM"}, base=1)

    proposal = proposed(image, viewer)

    assert Image.objects.get().header.value("descrip") == "FSL"
    assert (proposal.by, proposal.base, proposal.values, proposal.reason) == (
        "vera",
        1,
        {"descrip": "SPM"},
        "By the protocol",
    )
    assert AuditEntry.objects.order_by("-seq")[0].facts == {"revision": 1, "fields": ["descrip"]}
    assert Draft.objects.count() == 0


def test_an_operation_is_proposed_as_the_fields_it_changes(image: Image, viewer: User, owner: User) -> None:
    asked = {"op": "set_origin", "origin": [1, 2, 3]}
    wanted = actions.preview(image=image, values={}, operations=[asked]).after.data

    proposal = actions.propose(
        actor=viewer, image=image, base=image.etag, values={}, operations=[asked], reason="One millimetre off"
    )
    actions.accept(actor=owner, proposal=proposal, base=image.etag)

    assert Image.objects.get().header.data == wanted


def test_what_cannot_be_saved_cannot_be_proposed(image: Image, viewer: User) -> None:
    with pytest.raises(EditError):
        proposed(image, viewer, descrip="x" * 100)
    with pytest.raises(actions.NothingToSave):
        proposed(image, viewer, descrip="FSL")
    with pytest.raises(EditError):
        actions.propose(actor=viewer, image=image, base=image.etag, values={"descrip": "SPM"}, reason="")

    assert Proposal.objects.count() == 0


def test_an_accepted_proposal_is_a_revision_that_names_both(image: Image, viewer: User, owner: User) -> None:
    proposal = proposed(image, viewer)

    outcome = actions.accept(actor=owner, proposal=proposal, base=image.etag)

    assert outcome.revision is not None
    assert (outcome.revision.by, outcome.revision.reason) == ("olga", "By the protocol")
    assert outcome.revision.entry.facts["proposed_by"] == "vera"
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided) == ("accepted", outcome.revision.entry)
    assert audit.verify().ok


def test_nobody_accepts_or_declines_a_proposal_of_their_own(image: Image, owner: User) -> None:
    proposal = proposed(image, owner)

    with pytest.raises(actions.OwnEdit):
        actions.accept(actor=owner, proposal=proposal, base=image.etag)
    with pytest.raises(actions.OwnEdit):
        actions.decline(actor=owner, proposal=proposal, reason="no")

    assert Proposal.objects.get().is_open


def test_a_declined_proposal_says_why_and_writes_no_revision(image: Image, viewer: User, owner: User) -> None:
    proposal = proposed(image, viewer)

    with pytest.raises(EditError):
        actions.decline(actor=owner, proposal=proposal, reason="")
    actions.decline(actor=owner, proposal=proposal, reason="The text is right.")

    decided = Proposal.objects.get()
    assert (decided.decision, decided.answer, Image.objects.get().revision) == ("declined", "The text is right.", 1)


def test_a_proposal_is_decided_once(image: Image, viewer: User, owner: User, member: User) -> None:
    proposal = proposed(image, viewer)
    actions.withdraw(actor=viewer, proposal=proposal)

    with pytest.raises(actions.NotNow) as refused:
        actions.accept(actor=owner, proposal=proposal, base=image.etag)

    assert str(refused.value) == "This proposal is withdrawn already."
    assert Image.objects.get().revision == 1


def test_a_proposal_on_an_earlier_revision_is_never_put_on_top_unasked(
    image: Image, viewer: User, owner: User, member: User
) -> None:
    proposal = proposed(image, viewer, descrip="SPM", cal_max=7)
    actions.edit(actor=member, image=image, base=image.etag, values={"descrip": "AFNI"}, reason="")
    proposal = Proposal.objects.get()

    with pytest.raises(actions.StaleProposal):
        actions.accept(actor=owner, proposal=proposal, base=proposal.image.etag)
    actions.accept(actor=owner, proposal=proposal, base=proposal.image.etag, fields=["cal_max"])

    header = Image.objects.get().header
    assert (header.value("descrip"), header.value("cal_max")) == ("AFNI", 7)


def test_a_revision_that_was_not_seen_keeps_a_proposal_open(
    image: Image, viewer: User, owner: User, member: User
) -> None:
    proposal, base = proposed(image, viewer), image.etag
    actions.edit(actor=member, image=image, base=base, values={"cal_min": 1}, reason="")

    with pytest.raises(actions.Stale):
        actions.accept(actor=owner, proposal=Proposal.objects.get(), base=base, fields=["descrip"])

    assert Proposal.objects.get(pk=proposal.pk).is_open


def test_new_errors_are_for_whoever_accepts_to_allow(image: Image, viewer: User, owner: User) -> None:
    proposal = proposed(image, viewer, srow_x=[-2, 0, 0, 3])

    with pytest.raises(actions.BringsErrors) as refused:
        actions.accept(actor=owner, proposal=proposal, base=image.etag)
    assert Proposal.objects.get().is_open

    rules = [finding.rule for finding in refused.value.findings]
    outcome = actions.accept(actor=owner, proposal=proposal, base=image.etag, allow=rules)
    assert outcome.revision is not None
    assert outcome.revision.entry.facts["allowed"] == rules
