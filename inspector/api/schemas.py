"""The JSON shapes of the API. Numbers that JSON cannot hold are the strings "NaN", "Infinity", "-Infinity"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from inspector.api.operations import SCHEMA

Number = float | str


class Root(Schema):
    name: str
    version: str
    formats: list[str]
    rules: int


class Voxels(Schema):
    sha256: str
    bytes: int


class ImageOut(Schema):
    id: str
    name: str
    dataset: str
    format: str
    endianness: str
    shape: list[int]
    datatype: str
    voxel_sizes: list[Number]
    units: dict[str, str]
    axis_codes: str | None
    revision: int
    etag: str
    size: int
    sha256: str
    voxels: Voxels
    findings: dict[str, int] = Field(description="how many of each severity the rules find: error, warning, info")
    privacy: dict[str, int] | None = Field(
        None, description="open findings of the privacy check: high, medium, review; null: not looked at"
    )
    uploaded_at: datetime
    uploaded_by: str


class ImagePage(Schema):
    count: int
    next: str | None
    results: list[ImageOut]


class HeaderOut(Schema):
    model_config = ConfigDict(extra="allow")

    image: str
    revision: int
    etag: str
    format: str
    endianness: str
    fields: list[dict[str, Any]]
    extensions: list[dict[str, Any]]
    geometry: dict[str, Any]


class EditIn(Schema):
    model_config = ConfigDict(extra="forbid")

    set: dict[str, Any] = {}
    operations: list[dict[str, Any]] = Field(
        [], description="carried out in order, after set", json_schema_extra=SCHEMA
    )
    reason: str = ""
    dry_run: bool = False
    allow: list[str] = []


class RemoveExtensionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: str = ""
    dry_run: bool = False
    allow: list[str] = Field([], description="ids of rules whose new errors may be saved")


class CommentIn(RemoveExtensionIn):
    text: str


class RestoreIn(Schema):
    revision: int
    reason: str = ""
    dry_run: bool = False


class ReasonIn(Schema):
    reason: str = ""


class EraseIn(ReasonIn):
    entry: int = Field(description="seq of the audit entry that holds the value")
    label: str = Field(description='which value of it: "reason", "name", "descrip.old", "descrip.new" …')


class FieldChangeOut(Schema):
    field: str
    old: Any
    new: Any


class VoxelsKept(Schema):
    sha256_before: str
    sha256_after: str = Field(description="another one only where bytes behind the voxels were cut off, or came back")


class ImpactOut(Schema):
    max_corner_mm: Number
    rotation_degrees: Number
    translation_mm: Number
    left_right_flip: bool
    centre_shift_mm: list[Number] = Field(description="to the right, to the front, to the head")
    scale: list[Number] = Field(description="voxel size after over before, along i, j and k")
    shear_degrees: list[Number] = Field(description="before and after: what the voxel axes lack most to a right angle")
    axis_codes: list[str | None] = Field(description="before and after")


class FixOut(Schema):
    title: str
    set: dict[str, Any]


class FindingOut(Schema):
    rule: str
    name: str
    severity: str
    fields: list[str]
    message: str
    why: str
    source: str
    fix: FixOut | None


class FindingsOut(Schema):
    profile: str
    findings: list[FindingOut]


class ChangedFindings(Schema):
    new: list[FindingOut]
    resolved: list[FindingOut]


class FixIn(Schema):
    reason: str = ""


class ChangeOut(Schema):
    image: str
    revision: int
    etag: str
    changes: list[FieldChangeOut]
    bytes_changed: int
    voxels: VoxelsKept
    impact: ImpactOut | None
    notes: list[str] = Field(description="what could not be held, was taken along, or stays behind")
    findings: ChangedFindings


class ReadingOut(Schema):
    reader: str
    name: str
    programs: str
    version: str
    tested: bool = Field(description="whether this model is compared with the program itself")
    source: Literal["sform", "qform", "neither"]
    affine: list[list[float]] | None = Field(description="voxel indices to RAS+ in what the program takes for mm")
    axis_codes: str | None
    voxel_sizes: list[Number] | None
    origin: list[Number] | None
    refuses: str
    notes: list[str]
    off_by_mm: Number | None = Field(description="farthest corner from where the standard puts it; null if it has none")


class ReadingsOut(Schema):
    image: str
    revision: int
    etag: str
    disagreement: str = Field(description="one sentence on who reads it differently; empty when all agree")
    readings: list[ReadingOut]


class VoxelOut(Schema):
    voxel: list[int]
    volume: int
    ras: list[Number] | None = Field(description="where the affine in use places it, in mm, RAS+; null if it cannot")
    lps: list[Number] | None = Field(description="the same place in LPS+")
    stored: Number | list[Number] = Field(description="of a complex number both parts, of a colour its channels")
    value: Number | list[Number] = Field(description="scaled; of a complex number the magnitude")


class RevisionOut(Schema):
    number: int
    at: datetime
    by: str
    reason: str | None
    kind: str
    sha256: str
    etag: str
    erased: bool = Field(description="the header bytes were erased for good; their hash is kept")
    changes: list[FieldChangeOut]


class HistoryOut(Schema):
    revisions: list[RevisionOut]


class EntryOut(Schema):
    seq: int
    at: datetime
    actor: str
    action: str
    said: str = Field(description="what the person did, in words")
    dataset: str
    image: str
    facts: dict[str, Any]
    values: dict[str, Any]
    prev_hash: str
    hash: str


class EntryPage(Schema):
    count: int
    next: str | None
    results: list[EntryOut]


class VerificationOut(Schema):
    ok: bool
    entries: int
    head: str
    problem: str
