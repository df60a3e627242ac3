"""Idempotency keys: a change that is sent again, because its answer got lost, is done once and answered alike.

The answer is kept in the transaction of the change, so that either both are there or neither is. Whoever sends the
same key at the same time waits for the first one to end.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.errors import HttpError

from inspector.api.auth import bearer, session
from inspector.api.errors import body
from inspector.models import KeptAnswer
from inspector.upkeep.answers import KEPT
from inspector.uploads import ReceivedFile

METHODS: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})
_KEY = re.compile(r"[!-~]{1,200}")
_HEADERS = ("Content-Type", "ETag", "Location")

PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$", "title": "Idempotency-Key"},
    "description": "A text of your own, one for each change. A request that is sent again with it within 24 hours is "
    "not done again: it gets the first answer, with the header Idempotent-Replay: true. With another request than the "
    "first one, the key is refused (422). Refusals are not kept.",
}

Run = Callable[..., HttpResponseBase]


def once(run: Run) -> Run:
    """Do a request that carries an Idempotency-Key once."""

    @wraps(run)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        person = _person(request) if key is not None and request.method in METHODS else None
        if key is None or person is None:
            return run(request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            return _refused("An Idempotency-Key is 1 to 200 visible ASCII characters.")
        asked = _digest(request)
        with transaction.atomic():
            KeptAnswer.objects.filter(user=person, at__lt=timezone.now() - KEPT).delete()
            kept, is_new = KeptAnswer.objects.get_or_create(
                user=person, key=key, defaults={"request": asked, "at": timezone.now()}
            )
            return _done(kept, run(request, *args, **kwargs)) if is_new else _again(kept, asked)

    return wrapper


def _person(request: HttpRequest) -> User | None:
    """Who is calling; None when that does not hold up, which is answered later on."""
    try:
        found = bearer(request) or session(request)
    except HttpError:
        return None
    return found if isinstance(found, User) else None


def _digest(request: HttpRequest) -> str:
    """What makes this request what it is. Of uploaded files that is name and content, however they were sent."""
    parts: list[Any] = [request.method, request.get_full_path(), request.headers.get("If-Match", "")]
    if request.content_type == "multipart/form-data":
        parts += [sorted(request.POST.lists()), [_file(name, file) for name, file in _files(request)]]
    else:
        parts.append(hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _files(request: HttpRequest) -> list[tuple[str, UploadedFile]]:
    return [(name, file) for name, files in request.FILES.lists() for file in files]


def _file(name: str, file: UploadedFile) -> list[object]:
    return [name, file.name, file.size, file.received.sha256 if isinstance(file, ReceivedFile) else ""]


def _done(kept: KeptAnswer, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer, kept if something was done; a refusal may turn out otherwise the next time."""
    if not (isinstance(answer, HttpResponse) and 200 <= answer.status_code < 300):
        kept.delete()
        return answer
    kept.status, kept.body = answer.status_code, answer.text
    kept.headers = {name: answer[name] for name in _HEADERS if name in answer}
    kept.save()
    return answer


def _again(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.request != asked:
        return _refused("This Idempotency-Key was used for another request. Nothing was done; send a new key.")
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, "Idempotent-Replay": "true"})


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse(body("idempotency_key", sentence, {"Idempotency-Key": [sentence]}), status=422)
