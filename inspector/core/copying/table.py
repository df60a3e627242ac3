"""GROUPS: what is copied together. What describes the stored bytes themselves is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inspector.core.fields import Field
from inspector.core.geometry import QOFFSET, QUATERNION, SROWS

SPACE_BITS: Final = 0o07
TIME_BITS: Final = 0o70
# The slots of pixdim that speak of space, the sign of the qform among them, and the one that speaks of time.
SPACE_SLOTS: Final = (0, 1, 2, 3)
TIME_SLOTS: Final = (4,)


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Whole fields, the slots of pixdim and the bits of xyzt_units that go with them."""

    key: str
    title: str
    help: str
    fields: tuple[str, ...]
    slots: tuple[int, ...] = ()
    bits: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that it may change."""
        return (*self.fields, *(["pixdim"] if self.slots else []), *(["xyzt_units"] if self.bits else []))


GROUPS: Final = (
    CopyGroup(
        "geometry",
        "Geometry",
        "Where the voxels lie: both forms with their codes, the voxel sizes and the unit of space.",
        ("qform_code", "sform_code", *QUATERNION, *QOFFSET, *SROWS),
        SPACE_SLOTS,
        SPACE_BITS,
    ),
    CopyGroup(
        "timing",
        "Timing",
        "The time between volumes, the slice order, the scan directions (dim_info) and the unit of time.",
        ("dim_info", "slice_code", "slice_start", "slice_end", "slice_duration", "toffset"),
        TIME_SLOTS,
        TIME_BITS,
    ),
    CopyGroup(
        "scaling",
        "Scaling and display",
        "How stored numbers become values, and the range that is shown.",
        ("scl_slope", "scl_inter", "cal_min", "cal_max"),
    ),
    CopyGroup(
        "intent",
        "Intent",
        "What the values stand for, with its parameters and name.",
        ("intent_code", "intent_p1", "intent_p2", "intent_p3", "intent_name"),
    ),
    CopyGroup(
        "text",
        "Text",
        "descrip and aux_file. Names, dates and paths can hide there.",
        ("descrip", "aux_file"),
    ),
)
BY_KEY: Final = {group.key: group for group in GROUPS}

_DESCRIBES_VOXELS: Final = {
    "dim": "It counts the voxels that are there.",
    "datatype": "It says how the voxel bytes here are read.",
    "bitpix": "It follows from datatype.",
}


def never_copied(field: Field) -> str:
    """Why this field stays as it is whatever is copied; "" when it may be copied."""
    return _DESCRIBES_VOXELS.get(field.name, field.locked)
