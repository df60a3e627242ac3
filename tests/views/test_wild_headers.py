"""Headers whose numbers are at the ends of their types, or none: every page and picture opens, or says why not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import head
from tests.core.generated import wild_values
from tests.views.conftest import Add
from tests.views.pages import Visitor
from tests.views.walk import review, walk

pytestmark = pytest.mark.django_db


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A single file with some wild fields and perhaps fewer voxels than it claims."""
    version, order = draw(st.sampled_from([1, 2])), draw(st.sampled_from("<>"))
    block = bytes(index % 251 for index in range(draw(st.sampled_from([0, 1, 47, 48, 5000]))))
    return head(version, order, **draw(wild_values(version))) + block


def visited(owner: User, add: Add, data: bytes) -> Visitor:
    """Who has walked over every page of such an image, with it and with an ordinary one as the other."""
    visitor, plain = Visitor(owner, add("wild.nii", data)), add("plain.nii")
    walk(visitor, plain)
    walk(Visitor(owner, plain), visitor.image)
    return visitor


# One database and one store serve all examples.
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(files())
def test_whatever_the_header_says_every_page_opens(owner: User, add: Add, data: bytes) -> None:
    visitor = visited(owner, add, data)
    for values in ({"srow_x": "3 0 0 1", "sform_code": "1"}, {"qoffset_x": "-3", "pixdim": "-1 2 2 2 1 1 1 1"}):
        review(visitor, **values)


SERIES: dict[str, Any] = {"dim": (4, 4, 3, 5, 20, 1, 1, 1), "dim_info": 0o60, "slice_code": 3, "slice_duration": 0.25}


@pytest.mark.parametrize(
    ("version", "values"),
    [
        (1, {"dim": (7, *[32767] * 7)}),
        (2, {"dim": (7, *[2**63 - 1] * 7)}),
        (1, {"dim": (3, 32767, 1, 1, 1, 1, 1, 1)}),
        (2, {"dim": (3, 1, 1, 2**62, 1, 1, 1, 1)}),
        (2, {"srow_x": (1e153, 0, 0, 0), "xyzt_units": 1}),
        (2, {"srow_x": (1e-153, 0, 0, 0), "xyzt_units": 3}),
        (2, {"srow_x": (1e-150, 0, 0, 1e300)}),
        (2, {"srow_x": (1e150, 0, 0, 0), "srow_y": (0, 1e150, 0, 0), "srow_z": (0, 0, 1e150, 1e300)}),
        (1, {"srow_x": (1e-45, 0, 0, 0), "srow_y": (0, 1e-45, 0, 0), "srow_z": (0, 0, 1e-45, 0)}),
        (1, {"srow_x": (3e38, 3e38, 0, 3e38), "srow_y": (-3e38, 3e38, 0, 3e38)}),
        (1, {"scl_slope": 1e38, "scl_inter": -3e38, "cal_min": 7, "cal_max": -7}),
        (2, {"scl_slope": 1e308, "cal_min": -1.7e308, "cal_max": 1.7e308}),
        (2, {"scl_slope": 7e303, "cal_min": -1.7e308, "cal_max": 1.7e308}),
        (2, {"scl_slope": 5e-324, "datatype": 64}),
        (1, {"cal_min": math.nan, "cal_max": math.inf}),
        (2, {**SERIES, "slice_duration": 1e308}),
        (2, {**SERIES, "slice_duration": 5e-324, "pixdim": (1, 2, 2, 3, 1.7e308, 1, 1, 1)}),
        (2, {**SERIES, "slice_duration": -1, "pixdim": (1, 2, 2, 3, 5e-324, 1, 1, 1)}),
        (1, {**SERIES, "slice_start": 4, "slice_end": 1, "xyzt_units": 0o77, "toffset": math.inf}),
    ],
)
def test_numbers_at_the_ends_of_their_types_are_no_fault(
    owner: User, add: Add, version: int, values: dict[str, Any]
) -> None:
    walk(Visitor(owner, add("wild.nii", head(version, **values) + bytes(range(240)))), add("plain.nii"))
