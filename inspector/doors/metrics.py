"""Figures for Prometheus, in server mode, for whoever shows the token of HEADER_INSPECTOR_METRICS_TOKEN.

Requests are counted by all processes together, in files of the data folder. What is stored is asked of the database
when somebody looks.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from inspector.models import AuditEntry, Upload, VoxelBlock

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.metrics_core import Metric

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 1, 3, 10, 60)


class _Meters(NamedTuple):
    requests: Counter
    seconds: Histogram


def is_on() -> bool:
    return settings.MODE == "server" and bool(settings.METRICS_TOKEN)


def count(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    if is_on():
        meters = _meters()
        meters.requests.labels(method, route, str(status)).inc()
        meters.seconds.labels(route).observe(seconds)


def answer(request: HttpRequest) -> HttpResponse:
    """The figures as text, for whoever shows the token."""
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponseForbidden("Show the token of HEADER_INSPECTOR_METRICS_TOKEN.", content_type="text/plain")
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


class _Stored:
    """What the database and the vault hold, read when the figures are asked for."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.metrics_core import GaugeMetricFamily

        entries = GaugeMetricFamily(
            "header_inspector_audit_entries", "Entries of the audit trail by action.", labels=["action"]
        )
        for action, number in AuditEntry.objects.values_list("action").annotate(Count("seq")).order_by("action"):
            entries.add_metric([action], number)
        yield entries
        uploaded = Upload.objects.aggregate(size=Sum("size"))["size"] or 0
        yield GaugeMetricFamily("header_inspector_uploaded_bytes", "Bytes of all uploaded files.", value=uploaded)
        voxels = VoxelBlock.objects.aggregate(size=Sum("stored_length"))["size"] or 0
        kept = Upload.objects.exclude(key=None).values("key").distinct().aggregate(size=Sum("size"))["size"] or 0
        yield GaugeMetricFamily("header_inspector_blob_bytes", "Bytes of voxels and kept files.", value=voxels + kept)
        yield GaugeMetricFamily("header_inspector_database_bytes", "Bytes of the database.", value=_database_bytes())


def _database_bytes() -> int:
    size = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(size)
        return int(cursor.fetchone()[0])


@cache
def _meters() -> _Meters:
    # Where the processes share their counts has to be said before the library is first imported.
    settings.METRICS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_ROOT))
    from prometheus_client import Counter, Histogram

    return _Meters(
        Counter("header_inspector_requests", "Requests answered.", ["method", "route", "status"]),
        Histogram("header_inspector_request_seconds", "Time to the first byte.", ["route"], buckets=SECONDS),
    )


def _registry() -> CollectorRegistry:
    _meters()
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    # The client carries no types here.
    MultiProcessCollector(registry, path=os.environ["PROMETHEUS_MULTIPROC_DIR"])  # type: ignore[no-untyped-call]
    registry.register(_Stored())
    return registry
