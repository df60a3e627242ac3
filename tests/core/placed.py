"""Headers whose geometry is right, odd or broken in a known way, by name, for comparison with other programs."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

from tests.builders import head, voxels

NAN = math.nan
TURN = {"quatern_b": 0.1, "quatern_c": -0.2, "quatern_d": 0.3, "qoffset_x": 11, "qoffset_y": -7, "qoffset_z": 4.5}
FORMS: dict[str, dict[str, Any]] = {
    "agree": {},
    "shifted": {"srow_x": (2, 0, 0, 9), "srow_z": (0, 0, 3, 4)},
    "flipped": {"srow_x": (-2, 0, 0, 3)},
    "mirrored": {"srow_x": (-2, 0, 0, -3)},
    "turned": {"srow_x": (0, 2, 0, -3), "srow_y": (-2, 0, 0, 5)},
    "sheared": {"srow_x": (2, 0.5, 0, -3)},
}
ODD: dict[str, dict[str, Any]] = {
    "a little sheared": {"qform_code": 0, "srow_x": (2, 0.0003, 0, -3)},
    "sheared, no qform": {"qform_code": 0, "srow_x": (2, 0.5, 0, -3)},
    "oblique qform": {"sform_code": 0, **TURN},
    "oblique qform, left-handed": {"sform_code": 0, "pixdim": (-1, 2, 2, 3, 1, 1, 1, 1), **TURN},
    "half a turn": {"sform_code": 0, "quatern_b": 0, "quatern_c": 1, "quatern_d": 0},
    "nearly half a turn": {"sform_code": 0, "quatern_b": 0.6, "quatern_c": 0.8, "quatern_d": 0.0001},
    "quaternion too long": {"sform_code": 0, "quatern_b": 1, "quatern_c": 1, "quatern_d": 0},
    "quaternion NaN": {"sform_code": 0, "quatern_b": NAN},
    "quaternion NaN, sform used": {"sform_code": 2, "quatern_b": NAN},
    "qoffset NaN": {"sform_code": 0, "qoffset_y": NAN},
    "sform other sizes, no qform": {"qform_code": 0, "srow_x": (1, 0, 0, -3)},
    "sform other sizes": {"srow_x": (1, 0, 0, -3)},
    "sform zero": {"srow_x": (0, 0, 0, 0), "srow_y": (0, 0, 0, 0), "srow_z": (0, 0, 0, 0)},
    "sform zero, no qform": {"qform_code": 0, "srow_x": (0,) * 4, "srow_y": (0,) * 4, "srow_z": (0,) * 4},
    "sform row zero, no qform": {"qform_code": 0, "srow_x": (0, 0, 0, -3)},
    "sform flat": {"srow_x": (2, 2, 0, -3), "srow_y": (2, 2, 0, -2)},
    "sform NaN": {"srow_x": (NAN, 0, 0, -3)},
    "sform NaN, no qform": {"qform_code": 0, "srow_x": (NAN, 0, 0, -3)},
    "sform origin NaN, no qform": {"qform_code": 0, "srow_x": (2, 0, 0, NAN)},
    "sform origin infinite, no qform": {"qform_code": 0, "srow_x": (2, 0, 0, math.inf)},
    "sform code 9": {"sform_code": 9, "srow_x": (2, 0, 0, 9)},
    "sform code -1": {"sform_code": -1, "srow_x": (2, 0, 0, 9)},
    "qform code 9": {"qform_code": 9, "sform_code": 0},
    "qform code -2": {"qform_code": -2, "sform_code": 0},
    "both codes -1": {"qform_code": -1, "sform_code": -1},
    **{
        f"pixdim {steps} {which}": {"pixdim": (*steps, 1, 1, 1, 1), **codes}
        for steps in (
            (0, 2, 2, 3),
            (-1, 2, 2, 3),
            (2.5, 2, 2, 3),
            (NAN, 2, 2, 3),
            (1, 2, -2, 3),
            (-1, -2, 2, -3),
            (1, 2, 0, 3),
            (1, 0, 0, 0),
            (1, NAN, 2, 3),
        )
        for which, codes in (
            ("by qform", {"sform_code": 0}),
            ("by sform", {"qform_code": 0}),
            ("by both", {}),
            ("by neither", {"qform_code": 0, "sform_code": 0}),
        )
    },
    **{f"units {units}": {"xyzt_units": units} for units in (0, 1, 3, 9, 4, 7, 63)},
    "metres by neither": {"xyzt_units": 1, "qform_code": 0, "sform_code": 0},
    "micrometres by qform": {"xyzt_units": 3, "sform_code": 0, **TURN},
    "2-D axial": {"dim": (2, 4, 3, 1, 1, 1, 1, 1)},
    "2-D axial, dim[3] 0": {"dim": (2, 4, 3, 0, 0, 0, 0, 0), "pixdim": (1, 2, 2, 0, 0, 0, 0, 0)},
    "2-D by neither": {"dim": (2, 4, 3, 1, 1, 1, 1, 1), "qform_code": 0, "sform_code": 0},
    "2-D sagittal": {
        "dim": (2, 4, 3, 1, 1, 1, 1, 1),
        "qform_code": 0,
        "srow_x": (0, 0, 3, -3),
        "srow_y": (2, 0, 0, 1),
        "srow_z": (0, 2, 0, 4),
    },
    "4-D": {"dim": (4, 4, 3, 2, 5, 1, 1, 1)},
    "4-D of one volume": {"dim": (4, 4, 3, 2, 1, 1, 1, 1)},
    "4-D by neither": {"dim": (4, 4, 3, 2, 5, 1, 1, 1), "qform_code": 0, "sform_code": 0},
    "vectors": {"dim": (5, 4, 3, 2, 1, 3, 1, 1), "intent_code": 1007, "datatype": 16},
    "matrices": {"dim": (5, 4, 3, 2, 1, 9, 1, 1), "intent_code": 1004, "datatype": 16},
    "dim[0] 0": {"dim": (0, 4, 3, 2, 1, 1, 1, 1)},
    "dim[0] 9": {"dim": (9, 4, 3, 2, 1, 1, 1, 1)},
    "dim[1] 0": {"dim": (3, 0, 3, 2, 1, 1, 1, 1)},
    "datatype unknown": {"datatype": 0},
    "datatype 3": {"datatype": 3},
    "RGB": {"datatype": 128},
    "magic abc": {"magic": b"abc\0"},
    "sizeof_hdr 349": {"sizeof_hdr": 349},
    "vox_offset 340": {"vox_offset": 340},
    "vox_offset 0": {"vox_offset": 0},
    "vox_offset 353": {"vox_offset": 353, "gap": b"\0"},
    "intercept NaN": {"scl_inter": NAN},
    "slope NaN": {"scl_slope": NAN, "scl_inter": NAN},
}


def files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of whole single files: every pair of codes, then all that is odd; byte orders in turn."""
    for (name, forms), q, s in itertools.product(FORMS.items(), range(6), range(6)):
        order = "<>"[(q + s) % 2]
        yield f"{name} q{q} s{s}", _file(1, order, {**forms, "qform_code": q, "sform_code": s})
    for number, (name, values) in enumerate(ODD.items()):
        for version in (1, 2):
            order = "<>"[(number + version) % 2]
            yield f"{name}, NIfTI-{version}{order}", _file(version, order, values)


def _file(version: int, order: str, values: dict[str, Any]) -> bytes:
    values = {"magic": b"n+2\0\r\n\x1a\n", **values} if version == 2 else values
    dim = values.get("dim", (3, 4, 3, 2))
    block = voxels((min(dim[0], 7), *(max(length, 1) for length in dim[1:])), values.get("datatype", 4))
    return head(version, order, **values) + block.ljust(256, b"\0")
