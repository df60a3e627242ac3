"""Every request that changes something is explained by an entry of the record, whichever address it goes to."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from inspector import actions
from inspector.models import AuditEntry, AuditValue, Image
from tests.access.test_matrix import Request, requests
from tests.builders import nifti1_bytes
from tests.views.conftest import Add, add

__all__ = ["add"]

pytestmark = pytest.mark.django_db

# What is nobody's record: who is signed in where, what somebody has typed and not saved, when a token was last used.
NOT_RECORDED = {"django_session", "inspector_draft"}
# Pages that change nothing when they are sent: a cookie, a draft, a fragment.
WITHOUT = {"theme", "keys", "edit", "effect", "discard", "fix", "fixes", "operations", "take_along", "rebase", "login"}
# Pages that write what was collected or typed before, which their own tests send.
NEED_MORE = {"review", "extension_add", "extension_change", "extension_remove", "examples"}


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
    """A page with all that its form asks for."""

    def sent_by(self, client: Client, base: str) -> tuple[int, str]:
        body: dict[str, Any] = {"base": base, "reason": "Every write is in the record.", "seen": ""}
        return client.post(self.address, body).status_code, ""


def test_every_request_that_changes_something_is_in_the_record(add: Add, owner: User) -> None:
    image = add("scan.nii", nifti1_bytes(descrip=b"Jane Doe", extensions=[(6, b"a comment")]))
    gone = add("gone.nii")
    Image.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    actions.edit(actor=owner, image=image, base=image.etag, values={"descrip": "x"}, reason="")
    image = Image.objects.get(pk=image.pk)
    value = AuditValue.objects.get(label="descrip.old")
    client, unexplained, idle = Client(), [], []
    client.force_login(owner)

    for request in requests(image, gone):
        if request.method == "GET":
            continue
        name = request.address.strip("/").split("/")[-1]
        if not request.is_call and request.address.startswith(("/images/", "/removed/")):
            query = f"?value={value.entry_id}%20{value.label}" if name == "erase" else ""
            request = Page(request.method, request.address + query, request.need)
        rows, entries, status = changed(client, request, image.etag)
        if rows and not entries:
            unexplained.append((request.method, request.address, rows))
        if not rows:
            idle.append((request.method, request.address, status))

    assert unexplained == []
    assert idle == []
