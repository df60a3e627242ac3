"""What is written to the log: where something failed, never with which values.

The message of an exception may quote a header, a file name or a row; its type and the lines of code suffice to
find a bug.
"""

import logging
import traceback
from types import TracebackType

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: Caught) -> str:
        kind, _, where = ei
        name = kind.__qualname__ if kind else "no exception"
        return "".join([*traceback.format_tb(where), name])
