"""What the server does by itself every hour: once, however many processes on however many machines there are.

Each of them asks now and then. Whoever first moves the time of a task's next turn does the task.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.db import connections
from django.utils import timezone

from inspector.actions import purge_due
from inspector.models import Turn
from inspector.upkeep.answers import forget_answers
from inspector.upkeep.sweep import sweep

EVERY: Final = timedelta(hours=1)
ASKED_EVERY: Final = 300.0

TASKS: Final[Mapping[str, Callable[[], object]]] = {
    "sweep": sweep,
    "answers": forget_answers,
    "purge": purge_due,
}


def keep_house() -> None:
    """Ask for turns from now on, in a thread that ends with the process."""
    threading.Thread(target=_ask_now_and_then, name="upkeep", daemon=True).start()


def take_turns() -> list[str]:
    """Do the tasks whose time has come; their names. What goes wrong is logged, and tried again an hour later."""
    taken = [task for task in TASKS if _is_mine(task)]
    for task in taken:
        try:
            TASKS[task]()
        except Exception:
            logging.getLogger(__name__).exception("The hourly task %s failed", task)
    return taken


def _is_mine(task: str) -> bool:
    now = timezone.now()
    Turn.objects.get_or_create(task=task, defaults={"next_at": now})
    return Turn.objects.filter(task=task, next_at__lte=now).update(next_at=now + EVERY) == 1


def _ask_now_and_then() -> None:
    while True:
        try:
            take_turns()
        except Exception:
            logging.getLogger(__name__).exception("The hourly tasks could not be looked up")
        finally:
            connections.close_all()
        threading.Event().wait(ASKED_EVERY)
