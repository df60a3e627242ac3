"""One broken header for each rule: the healthy small image with as little as possible made wrong."""

import math
from collections.abc import Mapping
from typing import Any

from inspector.core.header import Header
from inspector.core.rules import Facts, GzipFacts
from tests.builders import MAGIC, head, voxels

NAN, INF = math.nan, math.inf
SMALL = len(voxels())
SERIES: Mapping[str, Any] = {"dim": (4, 4, 3, 2, 50, 1, 1, 1), "pixdim": (1, 2, 2, 3, 2, 1, 1, 1)}
VECTOR: Mapping[str, Any] = {"dim": (5, 4, 3, 2, 1, 3, 1, 1)}
UNUSED_QFORM: Mapping[str, Any] = {"qform_code": 0, "qoffset_x": 0, "qoffset_y": 0, "qoffset_z": 0}
UNUSED_SFORM: Mapping[str, Any] = {
    "sform_code": 0,
    "srow_x": (0, 0, 0, 0),
    "srow_y": (0, 0, 0, 0),
    "srow_z": (0, 0, 0, 0),
}
# The affine of the small image, 5 mm to the left.
AFNI = b"""<?xml version='1.0' ?>
<AFNI_attributes ni_form="ni_group">
<AFNI_atr ni_type="int" ni_dimen="5" atr_name="DATASET_DIMENSIONS"> 4 3 2 0 0</AFNI_atr>
<AFNI_atr ni_type="float" ni_dimen="12" atr_name="IJK_TO_DICOM_REAL">-2 0 0 8 0 -2 0 2 0 0 3 -1.5</AFNI_atr>
</AFNI_attributes>"""
SHEARED: Mapping[str, Any] = {"srow_x": (2, 1, 0, -3), "pixdim": (1, 2, 5**0.5, 3, 1, 1, 1, 1)}


def facts(version: int = 1, order: str = "<", *, known: Mapping[str, Any] | None = None, **values: Any) -> Facts:
    """A small image as `builders.head` makes it; `known` is what is known of the file around the header."""
    data = head(version, order, **values)
    return Facts(Header.parse(data, paired=values.get("paired", False)), **(known or {}))


def cut(data: bytes, **known: Any) -> Facts:
    return Facts(Header.parse(data, paired=known.pop("paired", False)), **known)


BROKEN: Mapping[str, Facts] = {
    "C1": cut(head()[:350]),
    "C2": facts(known={"damage": "a.nii.gz ends in the middle of its gzip stream."}),
    "C3": facts(known={"gzip": GzipFacts(members=2)}),
    "C4": facts(known={"gzip": GzipFacts(name="/home/olga/smith.nii"), "name": "a.nii.gz"}),
    "C5": facts(known={"name": "a.nii.gz", "compression": "none"}),
    "C6": facts(paired=True, known={"image_found": False}),
    "C7": facts(sizeof_hdr=349),
    "C8": facts(sizeof_hdr=b"\0\0\1\x5c"),
    "C9": facts(order=">"),
    "C10": facts(known={"block_length": SMALL - 1}),
    "C11": facts(known={"block_length": SMALL + 1}),
    "C12": facts(dim=(7, *[32767] * 7)),
    "C13": facts(2, magic=b"n+2\0\n\x1a\n\0"),
    "C14": facts(known={"compression": "bzip2"}),
    "I1": facts(magic=b"abc\0"),
    "I2": facts(magic=MAGIC[1, True]),
    "I4": facts(sizeof_hdr=540),
    "I5": facts(regular=b"x"),
    "I6": facts(extents=7),
    "I7": facts(db_name=b"SMITH^JOHN", glmax=255),
    "I8": facts(2, unused_str=b"x"),
    "I9": facts(2),
    "D1": facts(dim=(9, 4, 3, 2, 1, 1, 1, 1)),
    "D2": facts(dim=(3, 4, 0, 2, 1, 1, 1, 1), known={"block_length": 16}),
    "D3": facts(dim=(3, -1, 1, 1, 1, 1, 1, 1), glmin=163842, known={"block_length": 327684}),
    "D4": facts(dim=(3, 4, 3, 2, 9, 1, 1, 1)),
    "D5": facts(dim=(4, 4, 3, 2, 1, 1, 1, 1)),
    "D6": facts(**VECTOR),
    "D8": facts(datatype=3),
    "D10": facts(datatype=1536),
    "D11": facts(bitpix=8),
    "D13": facts(dim=(4, 4, 3, 2, 5, 1, 1, 1), known={"name": "sub-01_T1w.nii.gz"}),
    "D14": facts(known={"name": "sub-01_task-rest_bold.nii"}),
    "D16": facts(**VECTOR),
    "P1": facts(pixdim=(1, 2, 0, 3, 1, 1, 1, 1)),
    "P2": facts(pixdim=(0, 2, 2, 3, 1, 1, 1, 1)),
    "P3": facts(**{**SERIES, "pixdim": (1, 2, 2, 3, 0, 1, 1, 1)}),
    "P4": facts(pixdim=(1, 2, 2, 3, 1, NAN, 1, 1)),
    "P5": facts(pixdim=(1, 2, 2, 90, 1, 1, 1, 1), srow_z=(0, 0, 90, -1.5)),
    "P6": facts(
        **{"dim": (3, 128, 128, 2, 1, 1, 1, 1), "pixdim": (1, 1, 1, 1, 1, 1, 1, 1), **UNUSED_QFORM, **UNUSED_SFORM}
    ),
    "P7": facts(xyzt_units=63),
    "P8": facts(xyzt_units=8, dim=(3, 64, 64, 2, 1, 1, 1, 1)),
    "P9": facts(**SERIES, xyzt_units=2),
    "P10": facts(xyzt_units=9, pixdim=(1, 0.002, 0.002, 0.003, 1, 1, 1, 1), sform_code=0),
    "P11": facts(xyzt_units=9),
    "P12": facts(**{**SERIES, "pixdim": (1, 2, 2, 3, 2000, 1, 1, 1)}),
    "P13": facts(**{**SERIES, "pixdim": (1, 2, 2, 3, 1, 1, 1, 1)}),
    "P16": facts(xyzt_units=34),
    "P17": facts(toffset=NAN),
    "P18": facts(**{**SERIES, "pixdim": (1, 2, 2, 3, 2000, 1, 1, 1), "slice_duration": 50}, xyzt_units=18),
    "Q1": facts(qform_code=-1),
    "Q2": facts(quatern_b=NAN),
    "Q3": facts(quatern_b=1.002),
    "Q4": facts(qoffset_z=INF),
    "Q5": facts(qform_code=0),
    "Q6": facts(qform_code=2),
    "Q7": facts(qoffset_x=-2000, srow_x=(2, 0, 0, -2000)),
    "Q8": facts(pixdim=(1, 2, 2, -3, 1, 1, 1, 1)),
    "S1": facts(sform_code=7),
    "S2": facts(srow_x=(2, 0, 0, NAN)),
    "S3": facts(srow_y=(0, 0, 0, 0)),
    "S5": facts(srow_x=(2.1, 0, 0, -3), qform_code=0),
    "S6": facts(**SHEARED, qform_code=0),
    "S7": facts(srow_x=(2, 0.0002, 0, -3), qform_code=0),
    "S8": facts(sform_code=0),
    "S9": facts(sform_code=4, srow_x=(2, 0, 0, 100), **UNUSED_QFORM),
    "S10": facts(**UNUSED_QFORM),
    "X1": facts(**UNUSED_QFORM, **UNUSED_SFORM),
    "X2": facts(srow_x=(-2, 0, 0, 3)),
    "X3": facts(srow_x=(2, 0, 0, 7)),
    "X4": facts(sform_code=2, srow_x=(2, 0, 0, 7)),
    "X5": facts(sform_code=2, srow_x=(2, 0, 0, 7)),
    "X6": facts(srow_x=(2, 0, 0, -2.9)),
    "X7": facts(srow_x=(-2, 0, 0, 3), srow_y=(0, -2, 0, 2)),
    "X8": facts(quatern_d=0.1, sform_code=0),
    "R1": facts(scl_slope=NAN),
    "R2": facts(scl_inter=NAN),
    "R3": facts(datatype=128, scl_slope=2),
    "R4": facts(datatype=16, scl_slope=2),
    "R5": facts(scl_slope=-1),
    "R6": facts(intent_code=1002, scl_slope=2),
    "R7": facts(cal_min=5, cal_max=1),
    "T1": facts(dim_info=0b11111001),
    "T2": facts(dim_info=0b110101),
    "T3": facts(slice_code=9),
    "T4": facts(slice_code=3),
    "T5": facts(slice_code=1, dim_info=0b111001, slice_duration=0.1, slice_end=9),
    "T6": facts(**SERIES, dim_info=0b111001, slice_duration=1.5),
    "N1": facts(intent_code=5000),
    "N2": facts(intent_code=30),
    "N3": facts(intent_code=3, intent_p1=12, intent_p3=4),
    "N4": facts(**VECTOR, intent_code=3),
    "N5": facts(intent_code=8, intent_p1=10, intent_p2=1.5),
    "N6": facts(**VECTOR, intent_code=1004, intent_p1=3, intent_p2=3),
    "N7": facts(intent_code=1006),
    "N8": facts(intent_code=1002, datatype=16),
    "N9": facts(intent_code=3006),
    "N10": facts(intent_p2=NAN),
    "A1": facts(descrip=b"x" * 80),
    "A2": facts(descrip=b"caf\xe9"),
    "A3": facts(descrip=b"new\0an older text"),
    "A5": facts(aux_file=b"../../etc/passwd"),
    "O1": facts(vox_offset=340),
    "O2": facts(paired=True, vox_offset=352),
    "O3": facts(gap=bytes(4)),
    "O4": facts(vox_offset=352.5),
    "O5": cut(head()[:348] + b"\0\2\0\0"),
    "O6": cut(head(paired=True)[:348], paired=True),
    "O7": cut(head()[:348] + b"\1\0\0\0" + b"\x14\0\0\0\6\0\0\0" + bytes(12)),
    "O8": cut(head()[:348] + b"\1\0\0\0" + b"\x40\0\0\0\6\0\0\0" + bytes(12)),
    "O9": facts(extensions=[(99, b"what")]),
    "O10": facts(extensions=[(16, b"\x80\x04.")]),
    "O11": facts(extensions=[(4, AFNI)]),
    "O13": facts(gap=b"olga".ljust(16, b"\0")),
}
