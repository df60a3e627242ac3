"""The check that is measured, and who it is measured beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmarks.privacy.baselines import BASELINES, Method
from benchmarks.privacy.cases import Case
from benchmarks.privacy.scoring import Found
from inspector.core.privacy.own_list import OwnList
from inspector.vault.privacy import look

OURS: Final = "ours"
STUDY: Final = "study"
_KEY: Final = b"a key for a list"


def ours(case: Case) -> Sequence[Found]:
    return look(case.opened(), case.folder)


def ours_with_a_list(case: Case) -> Sequence[Found]:
    """The check of somebody who gave it the identifiers of the study."""
    own = OwnList.of((plant.text for plant in case.plants if plant.kind == STUDY), _KEY)
    return look(case.opened(), case.folder, (own.recognizer,))


METHODS: Final = (Method(OURS, ours), *BASELINES)
TAKING_PART: Final = tuple(method for method in METHODS if not method.missing)
