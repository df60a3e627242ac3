"""How often each value occurs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.core.histogram import BINS, Histogram


def counted(values: object, step: float = 0.0) -> Histogram:
    found = Histogram.of(np.array(values), step)
    assert found is not None
    return found


def test_few_whole_values_have_an_interval_each() -> None:
    found = counted([3, 3, 5, 6], step=1)

    assert (found.start, found.width, found.counts) == (2.5, 1, (2, 0, 1, 1))
    assert (found.low, found.high, found.stop) == (3, 6, 6.5)


def test_scaled_whole_values_have_an_interval_each() -> None:
    found = counted(np.array([0, 1, 1, 4]) * 0.5 - 10, step=0.5)

    assert (found.start, found.counts) == (-10.25, (1, 2, 0, 0, 1))


def test_many_whole_values_share_intervals_evenly() -> None:
    found = counted(np.arange(1000), step=1)

    assert (found.width, len(found.counts), set(found.counts[:-1])) == (16, 63, {16})


def test_values_without_steps_have_equal_intervals_from_the_least_to_the_greatest() -> None:
    found = counted(np.linspace(0, 1, 6401))

    assert (found.start, found.stop, len(found.counts)) == (0, 1, BINS)
    assert sum(found.counts) == 6401


def test_one_value_is_one_interval_around_it() -> None:
    assert counted([7, 7, 7], step=1).counts == (3,)
    assert counted([0.0]).counts == (1,)


def test_values_that_are_no_numbers_are_counted_apart() -> None:
    found = counted([1.0, math.nan, math.inf, -math.inf, 2.0])

    assert (found.odd, sum(found.counts), found.low, found.high) == (3, 2, 1, 2)


def test_levels_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).normal(size=999)

    assert counted(values).levels == tuple(np.percentile(values, (1, 25, 50, 75, 99)))


@pytest.mark.parametrize("values", [[], [math.nan], [-1.7e308, 1.7e308]], ids=["none", "NaN", "too far apart"])
def test_where_there_is_nothing_to_draw_there_is_no_histogram(values: list[float]) -> None:
    assert Histogram.of(np.array(values)) is None


def test_values_that_nearly_are_one_are_told_apart() -> None:
    assert sum(counted([1e16, 1e16 + 2]).counts[::63]) == 2


@given(st.lists(st.floats(width=32), min_size=1), st.sampled_from([0.0, 1.0, 1e-3, 1e30]))
def test_every_finite_value_is_in_one_interval(values: list[float], step: float) -> None:
    found = Histogram.of(np.array(values), step)
    finite = [value for value in values if math.isfinite(value)]

    assert found is None or (sum(found.counts), found.odd) == (len(finite), len(values) - len(finite))
    assert found is None or 1 <= len(found.counts) <= BINS
    assert found is not None or not finite


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1))
def test_whole_values_never_lie_at_the_edge_of_an_interval(values: list[int]) -> None:
    found = counted(values, step=1)
    edges = [found.start + found.width * number for number in range(len(found.counts))]

    assert [sum(left <= value < left + found.width for value in values) for left in edges] == list(found.counts)
