"""An edit of a small header, and the sentences of one that is refused."""

from typing import Any

import pytest

from inspector.core import edits
from inspector.core.errors import EditError
from inspector.core.header import Header
from tests.builders import head, voxels

BLOCK = len(voxels())
NAN_PAYLOAD = bytes.fromhex("0100c07f")


def header(version: int = 1, order: str = "<", **values: Any) -> Header:
    return Header.parse(head(version, order, **values))


def edit(before: Header, **values: object) -> Header:
    return edits.apply(before, values, voxel_block_length=BLOCK)


def refused(before: Header, **values: object) -> dict[str, list[str]]:
    with pytest.raises(EditError) as refusal:
        edit(before, **values)
    return refusal.value.fields
