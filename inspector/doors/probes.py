"""/healthz: the process answers. /readyz: everything it needs is there, or which part is not. /metrics: figures.

They are answered before anything else: a probe has no session, no cookie, and knows no host name.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from inspector.doors import metrics
from inspector.models import blobs
from inspector.triggers import missing_triggers

Answer = Callable[[HttpRequest], HttpResponseBase]


def probes(get_response: Answer) -> Answer:
    answers: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": _health, "/readyz": _ready}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/metrics" and metrics.is_on():
            return metrics.answer(request)
        answer = answers.get(request.path)
        return answer(request) if answer else get_response(request)

    return middleware


def _health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


def _ready(request: HttpRequest) -> HttpResponse:
    """Each part with "ok" or what is wrong with it; the rest of a database that does not answer is not asked."""
    parts = {"database": _database(), "store": _store(), "disk": _disk()}
    ok = all(said == "ok" for said in parts.values())
    return JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)


def _database() -> str:
    try:
        missing = _on_disk() - set(MigrationRecorder(connection).applied_migrations())
        if missing:
            return f"{len(missing)} migrations are missing"
        return "triggers of the audit trail are missing" if missing_triggers() else "ok"
    except DatabaseError:
        return "does not answer"


@cache
def _on_disk() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _store() -> str:
    try:
        with blobs().write() as probe:
            probe.write(b"ready?")
            probe.finish()
    except OSError:
        return "cannot be written to"
    return "ok"


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_ROOT).free if settings.DATA_ROOT.is_dir() else 0
    return "ok" if free >= settings.MIN_FREE else "less is free than HEADER_INSPECTOR_MIN_FREE"
