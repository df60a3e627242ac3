"""What people say about an image: written, answered, settled, taken back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inspector import access, audit
from inspector.actions.outcome import NotNow
from inspector.core.errors import EditError
from inspector.models import Comment, Image

MAX_COMMENT = 4000
_MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")


def comment(*, actor: User, image: Image, text: str, field: str = "", thread: Comment | None = None) -> Comment:
    """Say something about an image, one of its fields, or (in a thread) about what was said before.

    Members who are named as @username find it among what waits for them. Raises EditError on "text" or "field".
    """
    said = _checked(image, text, field)
    if thread is not None:
        thread, field = thread.thread or thread, thread.field
    with transaction.atomic():
        facts: dict[str, Any] = {"revision": image.revision}
        if field:
            facts["fields"] = [field]
        entry = audit.append_about(image, actor=actor, action="commented", facts=facts, values={"text": said})
        written = Comment.objects.create(
            image=image,
            thread=thread,
            revision=image.revision,
            field=field,
            author=actor,
            entry=entry,
            said=entry.values.get(label="text"),
        )
        written.mentions.set(mentioned(image, said))
    return written


def settle(*, actor: User, image: Image, thread: Comment, settled: bool = True) -> None:
    """Mark a thread as settled, or take the mark away. Raises NotNow when it is so already."""
    with transaction.atomic():
        changed = Comment.objects.filter(pk=thread.pk, thread=None, resolved_at__isnull=settled).update(
            resolved_at=timezone.now() if settled else None, resolved_by=actor.get_username() if settled else ""
        )
        if not changed:
            raise NotNow("This thread is settled already." if settled else "This thread is open already.")
        action = "settled a thread" if settled else "opened a thread again"
        audit.append_about(image, actor=actor, action=action, facts=_about(thread))


def take_back(*, actor: User, image: Image, comment: Comment) -> None:
    """Remove one's own comment: a line that there was one stays. Raises NotNow for those of others."""
    with transaction.atomic():
        own = Comment.objects.filter(pk=comment.pk, author=actor, removed_at=None)
        if not own.update(removed_at=timezone.now()):
            raise NotNow("Only who wrote a comment can take it back, and only once.")
        comment.mentions.clear()
        audit.append_about(image, actor=actor, action="took a comment back", facts=_about(comment))


def mentioned(image: Image, text: str) -> list[User]:
    """The members of the dataset whom this text names as @username; a full stop after the name is none of it."""
    names = {name for found in _MENTION.findall(text) for name in (found, found.rstrip(".@+-"))}
    return list(access.people_in(image.dataset).filter(username__in=names)) if names else []


def _checked(image: Image, text: str, field: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise EditError({"text": ["Write something first."]})
    if len(text) > MAX_COMMENT:
        raise EditError({"text": [f"The comment has {len(text):,} characters; {MAX_COMMENT:,} fit."]})
    if "\0" in text:
        raise EditError({"text": ["A comment is text; a zero byte is none."]})
    if field and field not in {each.name for each in image.header.fields}:
        raise EditError({"field": [f"This header has no field {field[:40]!r}."]})
    return text


def _about(comment: Comment) -> dict[str, Any]:
    return {"comment": comment.entry_id, "revision": comment.revision}
