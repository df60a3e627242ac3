"""The page of an extension, and adding, changing and removing one: write, review, save."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth.models import User

from inspector import actions, audit
from inspector.core.extensions.change import AddComment, RemoveExtension
from inspector.models import Draft
from tests.builders import nifti1_bytes, nifti2_bytes
from tests.views.conftest import Add
from tests.views.pages import Visitor

pytestmark = pytest.mark.django_db

CHAIN = [(6, b"a comment"), (4, b"<AFNI x='1'><b>words</b></AFNI>"), (2, b"\x10\x00\x10\x00PN\x08\x00Doe^Jane")]


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add(data=nifti1_bytes(extensions=CHAIN)))


def texts(visitor: Visitor) -> list[str | None]:
    return [each.text for each in visitor.now.header.extensions]


def review(visitor: Visitor, page: str, text: str, **more: str) -> Any:
    """The answer to a text that was written on the form of this page."""
    return visitor.post(page, {**visitor.looked_at(page), "text": text, **more})


def save(visitor: Visitor, page: str, answer: Any, reason: str = "For the record.") -> Any:
    """The answer to saving what the review shows, with everything that its form sends back."""
    return visitor.post(page, {**hidden(answer, "base", "seen", "text"), "reason": reason})


def hidden(answer: Any, *names: str) -> dict[str, str]:
    shown = answer.content.decode().partition('id="save"')[2]
    found = {}
    for name in names:
        start = f'<input type="hidden" name="{name}" value="'
        if start in shown:
            found[name] = html.unescape(shown.partition(start)[2].partition('"')[0])
    return found


def test_the_header_page_leads_to_every_extension(visitor: Visitor) -> None:
    page = visitor.text()

    for number in (1, 2, 3):
        assert f'href="{visitor.address(f"extensions/{number}/")}"' in page
        assert f'href="{visitor.address(f"extensions/{number}/remove/")}"' in page
    assert page.count("/change/") == 1
    assert f'href="{visitor.address("extensions/add/")}"' in page


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        (
            "extensions/1/",
            ["Extension 1: comment", '/extensions/0/data"', '<bdi dir="ltr">a comment</bdi>', "Edit comment"],
        ),
        ("extensions/2/", ["Extension 2: AFNI", "&lt;AFNI x=&quot;1&quot;&gt;", "  &lt;b&gt;words&lt;/b&gt;"]),
        ("extensions/2/?as=text", ["&lt;AFNI x=&#x27;1&#x27;&gt;&lt;b&gt;words&lt;/b&gt;&lt;/AFNI&gt;"]),
        ("extensions/2/?as=bytes", ["3C 41 46 4E 49", "&lt;AFNI x="]),
        ("extensions/3/", ["(0010,0010)", "Patient&#x27;s Name", "PN", "Doe^Jane"]),
        ("extensions/3/?as=nothing&from=-1", ["Doe^Jane"]),
    ],
)
def test_an_extension_is_shown_by_its_kind(visitor: Visitor, page: str, parts: list[str]) -> None:
    shown = visitor.text(page)

    assert [part for part in parts if part not in shown] == []


def test_a_large_one_is_shown_in_parts(owner: User, add: Add) -> None:
    many = "\n".join(f"line {number}" for number in range(900)).encode()
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(6, many)])))

    page = visitor.text("extensions/1/")
    assert "1 to 400 of 900 lines, 500 left" in page
    assert 'href="?as=text&amp;from=400#content"' in page
    assert "line 899" in visitor.text("extensions/1/?as=text&from=800")
    assert "Nothing begins there." in visitor.text("extensions/1/?from=999999999")


def test_what_cannot_be_laid_out_says_why(owner: User, add: Add) -> None:
    doctype, pickled = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\x80\x04\x95"
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(4, doctype), (16, pickled)])))

    assert "document type declaration (DOCTYPE), which is refused" in visitor.text("extensions/1/")
    assert "Pickled Python objects are never loaded here" in visitor.text("extensions/2/")


@pytest.mark.parametrize("page", ["0/", "4/", "0/change/", "2/change/", "4/change/", "4/remove/", "x/"])
def test_what_is_not_there_is_not_found(visitor: Visitor, page: str) -> None:
    assert visitor.get(f"extensions/{page}").status_code == 404


def test_a_stranger_sees_nothing_of_it(visitor: Visitor, stranger: User) -> None:
    other = Visitor(stranger, visitor.image)

    for page in ("1/", "add/", "1/change/", "1/remove/"):
        assert other.get(f"extensions/{page}").status_code == 404


def test_a_comment_is_written_reviewed_and_saved(visitor: Visitor) -> None:
    shown = review(visitor, "extensions/add/", "looked at\r\ntwice")

    page = shown.content.decode()
    assert shown.status_code == 200
    assert "the header becomes longer</dt><dd><b>32 bytes" in page
    assert "extension 4" in page
    assert "vox_offset" in page
    assert page.count(visitor.image.voxels_sha256) == 2
    assert visitor.now.revision == 1

    saved = save(visitor, "extensions/add/", shown)
    assert saved.status_code == 302
    assert texts(visitor)[-1] == "looked at\ntwice"
    assert visitor.now.current.reason == "For the record."
    assert "Revision 2 saved. Voxels unchanged." in visitor.text()
    assert audit.verify().ok


def test_a_comment_is_changed(visitor: Visitor) -> None:
    assert ">\na comment</textarea>" in visitor.text("extensions/1/change/")

    shown = review(visitor, "extensions/1/change/", "b comment")
    assert "<del>61</del>" in shown.content.decode()
    assert "<ins>62</ins>" in shown.content.decode()
    assert "the header becomes" not in shown.content.decode()
    assert save(visitor, "extensions/1/change/", shown).status_code == 302
    assert texts(visitor)[0] == "b comment"


def test_line_ends_stay_as_they_were_stored(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(6, b"one\r\ntwo")])))

    save(visitor, "extensions/1/change/", review(visitor, "extensions/1/change/", "one\r\n2"))

    assert texts(visitor) == ["one\r\n2"]


def test_an_extension_is_removed_and_comes_back(visitor: Visitor) -> None:
    data = visitor.now.header.data
    shown = visitor.get("extensions/2/remove/")
    assert "the header becomes shorter</dt><dd><b>48 bytes" in shown.content.decode()

    assert save(visitor, "extensions/2/remove/", shown).status_code == 302
    assert texts(visitor) == ["a comment", None]
    assert "Edited: extension 2<" in visitor.text("history/")
    assert "extension 2" in visitor.text("compare/?a=1&b=2")

    assert "extension 2" in visitor.text("restore/1/")
    assert visitor.save("It was needed.", "restore/1/").status_code == 302
    assert visitor.now.header.data == data


def test_removing_what_programs_need_says_so(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(32, b"<CIFTI/>"), (6, b"words")])))

    assert "Workbench cannot open it." in visitor.text("extensions/1/remove/")
    assert "Programs need this extension" not in visitor.text("extensions/2/remove/")


CIFTI: dict[str, Any] = {"dim": (6, 1, 1, 1, 1, 2, 3, 1), "intent_code": 3006, "block": bytes(12)}


def test_a_removal_that_brings_an_error_is_saved_only_when_that_is_allowed(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti2_bytes(extensions=[(32, b"<CIFTI/>")], **CIFTI)))

    refused = visitor.save("It was not ours.", "extensions/1/remove/")
    assert refused.status_code == 422
    assert "To save it all the same, allow N9 by name." in refused.content.decode()
    assert visitor.now.revision == 1

    assert visitor.save("It was not ours.", "extensions/1/remove/", allow="N9").status_code == 302
    assert visitor.now.current.entry.facts["allowed"] == ["N9"]


def test_a_cifti_header_is_summed_up(owner: User, add: Add) -> None:
    scalars = b'<MatrixIndicesMap AppliesToMatrixDimension="0" IndicesMapToDataType="CIFTI_INDEX_TYPE_SCALARS">'
    named = b"<NamedMap><MapName>thickness</MapName></NamedMap></MatrixIndicesMap>"
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(32, b"<CIFTI>" + scalars + named + b"</CIFTI>")])))

    page = visitor.text("extensions/1/")

    assert '<td class="mono">0</td><td>scalars</td><td class="break"><bdi>thickness</bdi></td>' in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the text of the comment."),
        ("  ", "Write the text of the comment."),
        ("bell\x07", "Character 5 is a control character"),
        ("a comment", "Nothing would change: the comment has this text already."),
        ("x" * 200_001, "200000"),
    ],
    ids=["nothing", "blanks", "control", "the same", "too long"],
)
def test_a_text_that_cannot_be_stored_stays_in_its_field(visitor: Visitor, text: str, sentence: str) -> None:
    answer = review(visitor, "extensions/1/change/", text)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f">\n{text}</textarea>" in answer.content.decode()


def test_a_reason_is_needed(visitor: Visitor) -> None:
    answer = save(visitor, "extensions/add/", review(visitor, "extensions/add/", "hello"), reason=" ")

    assert answer.status_code == 422
    assert "Say why: the history keeps the reason" in answer.content.decode()
    assert hidden(answer, "text") == {"text": "hello"}
    assert visitor.now.revision == 1


def test_going_back_from_the_review_keeps_the_text(visitor: Visitor) -> None:
    answer = review(visitor, "extensions/add/", "hello", write="1")

    assert answer.status_code == 200
    assert ">\nhello</textarea>" in answer.content.decode()


def save_first(member: User, visitor: Visitor, change: Any) -> None:
    image = visitor.now
    actions.edit_extension(actor=member, image=image, base=image.current.etag, change=change, reason="I was faster.")


@pytest.mark.parametrize("step", ["review", "save"])
def test_a_text_survives_that_somebody_saved_first(visitor: Visitor, member: User, step: str) -> None:
    page = "extensions/1/change/"
    seen, shown = visitor.looked_at(page), review(visitor, page, "mine")
    save_first(member, visitor, AddComment("theirs"))

    answer = visitor.post(page, {**seen, "text": "mine"}) if step == "review" else save(visitor, page, shown)

    told = answer.content.decode()
    assert answer.status_code == 412
    assert "mats saved revision 2 in the meantime." in told
    assert ">\nmine</textarea>" in told
    assert texts(visitor) == ["a comment", CHAIN[1][1].decode(), None, "theirs"]


def test_the_text_of_a_comment_that_somebody_removed_becomes_a_new_one(visitor: Visitor, member: User) -> None:
    seen = visitor.looked_at("extensions/1/change/")
    save_first(member, visitor, RemoveExtension(0))

    answer = visitor.post("extensions/1/change/", {**seen, "text": "mine"})

    assert answer.status_code == 412
    assert "It would become a new comment." in answer.content.decode()
    assert f'action="{visitor.address("extensions/add/")}"' in answer.content.decode()


def test_a_removal_is_shown_anew_when_somebody_saved_first(visitor: Visitor, member: User) -> None:
    shown = visitor.get("extensions/1/remove/")
    save_first(member, visitor, RemoveExtension(0))

    answer = save(visitor, "extensions/1/remove/", shown)

    assert answer.status_code == 412
    assert "mats saved revision 2 in the meantime." in answer.content.decode()
    assert texts(visitor) == [CHAIN[1][1].decode(), None]
    assert save(visitor, "extensions/1/remove/", answer).status_code == 302
    assert texts(visitor) == [None]


def test_fields_that_wait_to_be_saved_go_along(visitor: Visitor) -> None:
    visitor.change(descrip="waiting")

    save(visitor, "extensions/2/remove/", visitor.get("extensions/2/remove/"))

    assert "Review 1 change" in visitor.text("review/")
    assert Draft.objects.get().base == 2


def test_a_chain_that_does_not_fit_is_shown_and_left_alone(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(extensions=[(6, b"fine")], gap=b"\1" * 16)))
    sentence = "cannot be moved safely, so they stay as they are."

    assert sentence in visitor.text()
    assert "extensions/add/" not in visitor.text()
    assert sentence in visitor.text("extensions/1/")
    assert sentence in visitor.text("extensions/add/")
    assert visitor.post("extensions/add/", {"text": "x"}).status_code == 422
    assert visitor.get("extensions/1/remove/").url == visitor.address("extensions/1/")
