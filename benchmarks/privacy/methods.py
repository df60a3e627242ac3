"""The check that is measured, and who it is measured beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmarks.privacy.baselines import BASELINES, Method
from benchmarks.privacy.cases import Case
from benchmarks.privacy.scoring import Found
from inspector.vault.privacy import look

OURS: Final = "ours"


def _ours(case: Case) -> Sequence[Found]:
    return look(case.opened(), case.folder)


METHODS: Final = (Method(OURS, _ours), *BASELINES)
TAKING_PART: Final = tuple(method for method in METHODS if not method.missing)
