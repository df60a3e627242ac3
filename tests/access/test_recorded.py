"""Every request that changes something is explained by an entry of the record, whichever address it goes to."""

from __future__ import annotations

import hashlib
import re
import time
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from inspector import actions
from inspector.models import AuditEntry, AuditValue, Dataset, Image
from tests.access.test_matrix import BODY, Request, keep_for, requests, talked_about
from tests.builders import nifti1_bytes
from tests.doors.conftest import PASSWORD
from tests.doors.phone import Phone
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db

# What is nobody's record: who is signed in where, and what somebody has typed and not saved.
NOT_RECORDED = {"django_session", "inspector_draft"}
# Requests that change no other row when they are sent like this. A cookie, a draft or a fragment is all that the first
# ones are about; the others write what was collected before, or what their form holds, which their own tests send.
IDLE = {
    *(
        "theme",
        "keys",
        "convention",
        "view/window",
        "edit/spacing",
        "effect/spacing",
        "discard",
        "fix/P12",
        "fixes",
        "operations",
        "copy",
        "take-along",
    ),
    *("rebase", "login", "sign-on/lab", "review", "extensions/add", "extensions/1/change", "fixes/P12"),
    *("propose", "proposals/1/withdraw"),
    # No finding is named, no list is given, and all images are looked at.
    *("datasets/study/privacy/look", "datasets/study/privacy/own-list", "datasets/study/privacy/texts/none/clear"),
    *("datasets/study/privacy/texts/none/accept", "datasets/study/privacy/texts/none/show"),
    "datasets/study/privacy/decisions/1",
    *("privacy/review", "privacy/accept", "privacy/remedies", "privacy/waivers", "privacy/reveal"),
    # The one manager stays, and is in the dataset already, as the image is.
    *("move", "datasets/study/members", "datasets/study/members/olga", "datasets/study/members/olga/remove"),
    *("datasets/study/leave", "invitations/the%20end%20of%20a%20link", "api/v1/datasets/study/members/olga"),
    # Whoever is signed in has typed the code already, and has an app.
    *("account/name", "login/code", "account/second-factor"),
}


def tables() -> dict[str, str]:
    """A digest of every table."""
    found = {}
    for model in apps.get_models():
        rows = sorted(map(repr, model._default_manager.values_list()))
        found[model._meta.db_table] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return found


def changed(client: Client, request: Request, base: str) -> tuple[set[str], int, int]:
    """The tables that a request changes, how many entries it adds, its status; afterwards nothing has happened."""
    before, entries = tables(), AuditEntry.objects.count()
    with transaction.atomic():
        status, _ = request.sent_by(client, base)
        after, more = tables(), AuditEntry.objects.count() - entries
        transaction.set_rollback(True)
    return {name for name in before if before[name] != after[name]} - NOT_RECORDED, more, status


class Page(Request):
    """A page with what its form asks for."""

    def sent_by(self, client: Client, base: str) -> tuple[int, str]:
        shown = client.get(self.address.removesuffix("accept/")).content.decode()
        hidden = re.findall(r'<input type="hidden" name="(base|seen)" value="([^"]*)">', shown)
        said = {"note": "It is in the record.", "text": "So is this.", "step": "sign", "four_eyes": "on", "all": "on"}
        said |= {"old": PASSWORD, "password": "difference engine"}
        asked = said | {name: BODY[name] for name in ("name", "role", "days", "tool")}
        body = {"reason": "Every write is in the record.", **asked, **{name: unescape(value) for name, value in hidden}}
        file = SimpleUploadedFile("new.nii", nifti1_bytes())
        return client.post(self.address, {"base": base, **body, "file": file}).status_code, ""


def test_every_request_that_changes_something_is_in_the_record(
    add: Add, owner: User, member: User, dataset: Dataset, settings: Settings
) -> None:
    settings.MODE, settings.SECOND_FACTOR = "server", "offered"
    keep_for(owner, dataset)
    Phone.of(owner, PASSWORD, time.time())
    image = add("scan.nii", nifti1_bytes(descrip=b"Jane Doe", extensions=[(6, b"a comment")]))
    gone = add("gone.nii")
    Image.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "x"}, reason="")
    image = Image.objects.get(pk=image.pk)
    talked_about(image, member)
    value = AuditValue.objects.get(label="descrip.old")
    client, unexplained, idle = Client(), {}, {}

    for request in requests(image, gone):
        what = request.address.partition(image.pk)[2].strip("/") or request.address.strip("/")
        what = re.sub(r"proposals/\d+", "proposals/1", what)  # PostgreSQL goes on counting after other tests
        if request.method == "GET":
            continue
        client.force_login(owner)  # one of them signs out
        if not request.is_call:
            query = f"?value={value.entry_id}%20{value.label}" if what == "erase" else ""
            request = Page(request.method, request.address + query, request.need)
        elif request.body and "entry" in request.body:
            request.body.update(entry=value.entry_id, label=value.label)
        if request.method == "DELETE" and what.startswith(("comments", "proposals")):
            client.force_login(member)  # one takes back what is one's own
        rows, entries, status = changed(client, request, image.etag)
        if rows and not entries:
            unexplained[what] = rows
        if not rows and what not in IDLE:
            idle[what] = status

    assert (unexplained, idle) == ({}, {})
