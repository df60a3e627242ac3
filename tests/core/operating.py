"""Operations on headers: what they leave, say or refuse, for tests that look at it."""

from typing import Any

import pytest

from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.geometry import Matrix, qform_matrix, sform_matrix
from inspector.core.header import Header
from inspector.core.operations import perform
from tests.builders import head, voxels


def header(version: int = 1, **values: Any) -> Header:
    return Header.parse(head(version, **values))


def performed(before: Header, *requests: dict[str, Any]) -> tuple[Header, tuple[str, ...]]:
    done = perform(before, requests, voxel_block_length=len(voxels()))
    return done.header, done.notes


def after(before: Header, op: str, **given: Any) -> Header:
    return performed(before, {"op": op, **given})[0]


def notes(before: Header, op: str, **given: Any) -> tuple[str, ...]:
    return performed(before, {"op": op, **given})[1]


def refused(before: Header, op: str, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(EditError) as refusal:
        after(before, op, **given)
    return refusal.value.fields


def changed(before: Header, now: Header) -> dict[str, Any]:
    return {change.field: change.new for change in edits.changes(before, now)}


def sform(here: Header) -> Matrix:
    matrix = sform_matrix(here)
    assert matrix is not None
    return matrix


def qform(here: Header) -> Matrix:
    matrix = qform_matrix(here)
    assert matrix is not None
    return matrix
