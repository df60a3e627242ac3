"""The check that is measured, and who it is measured beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from benchmarks.privacy.baselines import BASELINES, Method
from benchmarks.privacy.cases import Case
from benchmarks.privacy.scoring import Found

OURS: Final = "ours"
_MODULE: Final = "inspector.vault.privacy"


def _ours(case: Case) -> Sequence[Found]:
    look: Callable[..., Sequence[Found]] = import_module(_MODULE).look
    return look(case.opened())


METHODS: Final = (Method(OURS, _ours, "" if find_spec(_MODULE) else f"not there: {_MODULE}"), *BASELINES)
TAKING_PART: Final = tuple(method for method in METHODS if not method.missing)
