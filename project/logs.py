"""What is written to the log: where something failed, never with which values.

The message of an exception may quote a header, a file name or a row; so may the arguments of a log line, such as the
address of a request. Of a line the fixed words are kept, and numbers; of an exception its type and the lines of code,
which suffice to find a bug. What the program itself wants to tell comes as `extra={"facts": {...}}`.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
LEFT_OUT = "…"
# Where a request carries the mark that the log and the answer name it by.
REQUEST_ID = "inspector.request_id"


class Formatter(logging.Formatter):
    """Lines for a person at a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in facts_of(record).items())
        safe = logging.makeLogRecord({**record.__dict__, "msg": f"{words(record)} {facts}".rstrip(), "args": None})
        safe.exc_text = None
        return super().format(safe)

    def formatException(self, ei: Caught) -> str:
        return "\n".join([*where(ei), name_of(ei)])


class JsonLines(logging.Formatter):
    """One JSON object to a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": words(record),
            **facts_of(record),
        }
        if record.exc_info and record.exc_info[0]:
            line |= {"exception": name_of(record.exc_info), "where": where(record.exc_info)}
        return json.dumps(line)


def words(record: logging.LogRecord) -> str:
    """The fixed words of a line, with the numbers among its arguments."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    given = record.args if isinstance(record.args, tuple) else ()
    try:
        return record.msg % tuple(each if isinstance(each, int | float) else LEFT_OUT for each in given)
    except (TypeError, ValueError):
        return record.msg


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What the program tells of itself; of a request that Django speaks of, its status and its mark."""
    facts: dict[str, Any] = getattr(record, "facts", {})
    request = getattr(record, "request", None)
    if request is None:
        return facts
    return {"status": getattr(record, "status_code", 0), "request": request.META.get(REQUEST_ID, ""), **facts}


def name_of(caught: Caught) -> str:
    return caught[0].__qualname__ if caught[0] else "no exception"


def where(caught: Caught) -> list[str]:
    """The lines of code that led to an exception, the innermost last."""
    frames = traceback.extract_tb(caught[2])
    return [f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames]
