"""The whole run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from http.client import HTTPException

from benchmarks import peers
from benchmarks.bench import Bench, ready
from benchmarks.measure import Failed
from benchmarks.place import Place
from benchmarks.report import Report, Row
from benchmarks.rows import (
    corpus,
    download,
    edit,
    first_byte,
    ingest,
    library,
    page,
    pictures,
    readers,
    size,
    slices,
    stepping,
    sustained,
)
from project.bootstrap import say

GROUPS: dict[str, Callable[[Bench], Iterable[Row]]] = {
    "1": first_byte.rows,
    "2": download.rows,
    "3": edit.rows,
    "4": ingest.rows,
    "5": slices.rows,
    "6": pictures.rows,
    "7": corpus.rows,
    "8": readers.rows,
    "9": size.rows,
    "10": library.rows,
    "11": sustained.rows,
    "12": page.rows,
    "13": stepping.rows,
}


def compare(place: Place) -> int:
    """Measure, print the table, write the results; 1 when a group of rows could not be measured."""
    if place.install:
        peers.install_programs()
    report, failures = Report(place), 0
    report.begin()
    with ready(place) as bench:
        for number, rows in GROUPS.items():
            if place.only and number not in place.only:
                continue
            say(f"{number}: {(rows.__doc__ or '').splitlines()[0]}")
            try:
                for row in rows(bench):
                    say(f"   {'  '.join(filter(None, row.cells()[1:8]))}")
                    report.add([row])
            except (Failed, OSError, HTTPException) as failure:
                report.add([Row(int(number), "could not be measured", "", note=str(failure))])
                failures += 1
    report.end()
    sys.stdout.write(report.text() + "\n")
    place.results.parent.mkdir(parents=True, exist_ok=True)
    report.save(place.results)
    return 1 if failures else 0
