"""Rounds alternate, and a ratio is one of pairs that were measured together."""

from collections.abc import Callable

import pytest

from benchmarks.measure import Failed, pair_ratio, percentile, rounds_of


def test_the_order_of_tools_is_rotated() -> None:
    calls: list[str] = []

    def noted(name: str) -> Callable[[int], None]:
        return lambda number: calls.append(f"{name}{number}")

    rounds_of({name: noted(name) for name in "abc"}, rounds=3)

    assert calls == ["a0", "b0", "c0", "b1", "c1", "a1", "c2", "a2", "b2"]


def test_a_tool_that_used_up_its_time_stays_away_unless_it_is_needed() -> None:
    results = rounds_of(
        {"slow": lambda number: number, "ours": lambda number: number}, rounds=3, seconds=0, always=["ours"]
    )

    assert results == {"slow": [], "ours": [0, 1, 2]}


def test_a_tool_that_fails_is_out_from_then_on() -> None:
    def fail(number: int) -> int:
        raise Failed(f"round {number}")

    assert rounds_of({"peer": fail, "ours": lambda number: number}, rounds=2) == {"peer": [], "ours": [0, 1]}
    with pytest.raises(Failed, match="round 0"):
        rounds_of({"ours": fail}, rounds=2, always=["ours"])


def test_a_ratio_is_the_median_of_pairs() -> None:
    assert pair_ratio([2, 30, 8], [1, 10, 2]) == 3
    assert pair_ratio([2], [1, 10, 2]) == 2


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (95, 4), (25, 1), (0, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], percent) == value
