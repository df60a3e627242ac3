"""Which remedies a form asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from inspector.core.errors import EditError
from inspector.core.privacy.remedies import Remedy

FINDING = "finding"


def ticked(data: QueryDict) -> list[str]:
    """The ids of the findings that are ticked, in order."""
    return list(dict.fromkeys(data.getlist(FINDING)))


def named(data: QueryDict) -> dict[str, Remedy]:
    """The remedy that is chosen for each finding, ticked or not. Raises EditError for one that does not exist."""
    given = {name.removeprefix("remedy-"): value for name, value in data.items() if name.startswith("remedy-")}
    unknown = [value for value in given.values() if value not in {*Remedy}]
    if unknown:
        raise EditError({"findings": [f"There is no remedy “{unknown[0]}”."]})
    return {found: Remedy(str(value)) for found, value in given.items()}


def chosen(data: QueryDict, proposed: Mapping[str, Remedy]) -> dict[str, Remedy]:
    """The remedy of each ticked finding: the one that is named, else the proposed one. Raises EditError."""
    wanted = {**proposed, **named(data)}
    if without := [each for each in ticked(data) if each not in wanted]:
        raise EditError({"findings": [f"Nothing can be done about {without[0]} here, or it was decided already."]})
    return {each: wanted[each] for each in ticked(data)}
