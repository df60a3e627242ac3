"""Comments: about an image or a field, in threads, with people named in them."""

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.core.errors import EditError
from inspector.models import AuditEntry, Comment, Dataset, Role
from tests.conftest import joined
from tests.views.conftest import Add, add

__all__ = ["add"]


@pytest.fixture
def viewer(dataset: Dataset) -> User:
    """May look and comment."""
    return joined("vera", dataset, Role.VIEWER)


def test_a_comment_stands_at_a_revision_and_a_field_with_its_text_beside_the_record(add: Add, viewer: User) -> None:
    image = add()

    written = actions.comment(actor=viewer, image=image, text=" Is this TR right?\r\nIt says 2. ", field="pixdim")

    assert (written.by, written.revision, written.field) == ("vera", 1, "pixdim")
    assert written.text == "Is this TR right?\nIt says 2."
    entry = AuditEntry.objects.get(pk=written.entry_id)
    assert (entry.action, entry.facts) == ("commented", {"revision": 1, "fields": ["pixdim"]})
    assert "TR" not in entry.body
    assert audit.verify().ok


def test_an_answer_to_an_answer_stands_in_the_same_thread(add: Add, owner: User, viewer: User) -> None:
    image = add()
    first = actions.comment(actor=viewer, image=image, text="Why?", field="descrip")
    second = actions.comment(actor=owner, image=image, text="Because.", thread=first)

    third = actions.comment(actor=viewer, image=image, text="I see.", thread=second)

    assert (third.thread, third.field) == (first, "descrip")


def test_members_who_are_named_are_mentioned_and_nobody_else(
    add: Add, owner: User, member: User, viewer: User, stranger: User
) -> None:
    text = "@mats and @olga. Not @stan, not me@vera.example, not @nobody"

    written = actions.comment(actor=viewer, image=add(), text=text)

    assert {person.username for person in written.mentions.all()} == {"mats", "olga"}


@pytest.mark.parametrize(
    ("field", "text", "beside"),
    [("", "  ", "text"), ("", "x" * 4001, "text"), ("", "a\0b", "text"), ("voxels", "What is it?", "field")],
)
def test_what_cannot_be_a_comment_is_refused(add: Add, viewer: User, field: str, text: str, beside: str) -> None:
    with pytest.raises(EditError) as refused:
        actions.comment(actor=viewer, image=add(), text=text, field=field)

    assert list(refused.value.fields) == [beside]
    assert Comment.objects.count() == 0


def test_a_thread_is_settled_and_opened_again_once_each(add: Add, owner: User, viewer: User) -> None:
    image = add()
    thread = actions.comment(actor=viewer, image=image, text="Why?")

    actions.settle(actor=owner, image=image, thread=thread)
    assert Comment.objects.get().resolved_by == "olga"
    with pytest.raises(actions.NotNow):
        actions.settle(actor=viewer, image=image, thread=thread)

    actions.settle(actor=viewer, image=image, thread=thread, settled=False)
    assert Comment.objects.get().resolved_at is None


def test_who_wrote_a_comment_takes_it_back_and_a_line_stays(add: Add, owner: User, viewer: User) -> None:
    image = add()
    written = actions.comment(actor=viewer, image=image, text="@olga is wrong")

    with pytest.raises(actions.NotNow):
        actions.take_back(actor=owner, image=image, comment=written)
    actions.take_back(actor=viewer, image=image, comment=written)

    left = Comment.objects.get()
    assert (left.text, left.by, left.mentions.count()) == (None, "vera", 0)


def test_what_a_comment_says_can_be_erased_for_good(add: Add, owner: User, viewer: User) -> None:
    image = add()
    written = actions.comment(actor=viewer, image=image, text="This is Jane Doe.")

    actions.erase_value(actor=owner, image=image, value=written.said, reason="It names a person.")

    assert Comment.objects.get().text is None
    assert audit.verify().ok
