"""Which fields are asked for together: some mean nothing on their own."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.edits import why_locked
from inspector.core.fields import Field
from inspector.core.header import Header

SFORM = ("srow_x", "srow_y", "srow_z")
QFORM = ("quatern_b", "quatern_c", "quatern_d", "qoffset_x", "qoffset_y", "qoffset_z")
INTENT = ("intent_code", "intent_p1", "intent_p2", "intent_p3")
SLICES = ("slice_start", "slice_end")
SCALING = ("scl_slope", "scl_inter")
DISPLAY = ("cal_max", "cal_min")


@dataclass(frozen=True)
class Block:
    """Fields that are edited side by side. `kind` names the arrangement: "matrix", "quaternion" or "fields"."""

    key: str
    title: str
    note: str
    fields: tuple[Field, ...]
    kind: str = "fields"

    @property
    def is_single(self) -> bool:
        return len(self.fields) == 1

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


_TOGETHER = (
    (SFORM, "sform", "3 × 4, voxel to mm, RAS+", "matrix"),
    (QFORM, "qform", "rotation as a quaternion, and where the first voxel lies", "quaternion"),
    (INTENT, "intent", "what the values are, and up to three parameters of it", "fields"),
    (SLICES, "slice_start, slice_end", "the slices that the timing is about", "fields"),
    (SCALING, "scl_slope, scl_inter", "value = slope × stored + intercept", "fields"),
    (DISPLAY, "cal_max, cal_min", "what is shown as white and as black", "fields"),
)


def block_of(header: Header, name: str) -> Block:
    """The block that this field is edited in. Raises KeyError for a name the header does not have."""
    field = header.field(name)
    for names, title, note, kind in _TOGETHER:
        if name in names:
            return Block(names[0], title, note, tuple(header.field(each) for each in names), kind)
    return Block(name, name, field.meaning, (field,))


def blocks_in(header: Header, group: str) -> tuple[Block, ...]:
    """Every block of a topic group that has something to edit, in file order."""
    found = {
        block.key: block for field in header.fields if field.group == group for block in [block_of(header, field.name)]
    }
    return tuple(block for block in found.values() if any(not why_locked(header, field) for field in block.fields))


def shown_name(header: Header, name: str) -> str:
    """What a change of this field is called: the rows of a form by the name of the form, any other by its own."""
    block = block_of(header, name)
    return name if block.kind == "fields" else block.title


def block_key(name: str) -> str:
    """The key of the block that a field of this name is in: the name of the block's first field."""
    return next((names[0] for names, *_ in _TOGETHER if name in names), name)
