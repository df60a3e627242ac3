"""What a request is answered when something below it does not work: who is to blame, and what to do.

Django asks for this page while it handles the exception, wherever that was raised.
"""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from inspector.core.errors import Damaged
from inspector.vault.blobs import StoreAway
from project.logs import REQUEST_ID


@dataclass(frozen=True)
class Fault:
    """An answer. `retry_after` is in seconds, 0 when waiting does not help."""

    status: int
    title: str
    sentence: str
    retry_after: int = 0


OURS: Final = Fault(500, "Something here is broken", "")
BUSY: Final = Fault(
    503,
    "Somebody else is writing",
    "Another change took longer than this one could wait. Nothing was changed. Try again in a few seconds.",
    10,
)
AWAY: Final = Fault(
    503,
    "The database does not answer",
    "The database does not answer at the moment. Nothing was changed. Try again in a minute.",
    60,
)
FULL: Final = Fault(
    507,
    "The disk of the server is full",
    "The disk of the server is full. Nothing was changed, and what is stored can still be read. "
    "Whoever looks after the server has to make room.",
)

# By the beginning of SQLite's name of an error, or PostgreSQL's code of it.
_CODES: Final = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,
    "55P03": BUSY,
    "40P01": BUSY,
    "53100": FULL,
}


def fault(request: HttpRequest) -> HttpResponse:
    """The answer to an exception that nobody expected: a page, or a sentence that the API puts into its shape.

    The page of a fault of ours names the mark under which the log tells of it.
    """
    found = fault_of(sys.exc_info()[1])
    if request.path.startswith("/api/") and found.sentence:
        answer = HttpResponse(found.sentence, "text/plain", status=found.status)
    else:
        template = "fault.html" if found.sentence else "500.html"
        mark = request.META.get(REQUEST_ID, "")
        answer = HttpResponse(render_to_string(template, {"fault": found, "mark": mark}), status=found.status)
    if found.retry_after:
        answer["Retry-After"] = str(found.retry_after)
    return answer


def fault_of(error: BaseException | None) -> Fault:
    match error:
        case Damaged():
            return Fault(409, "What is stored is damaged", str(error))
        case StoreAway():
            return Fault(503, "The store of the voxels does not answer", str(error), error.retry_after)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return FULL
        case OperationalError():
            return _database_fault(error.__cause__)
    return OURS


def _database_fault(cause: BaseException | None) -> Fault:
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    return next((found for start, found in _CODES.items() if code.startswith(start)), AWAY)
