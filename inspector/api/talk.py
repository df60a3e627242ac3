"""The JSON shapes of reviews, comments and proposals; see `schemas`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from inspector.api.operations import SCHEMA


class StepOut(Schema):
    step: Literal["ask", "changes", "sign", "reopen"]
    revision: int
    by: str
    at: datetime
    asked_of: str | None
    note: str | None


class StandingOut(Schema):
    image: str
    revision: int
    etag: str
    state: Literal["none", "asked", "changes", "edited", "reviewed"]
    reviewed_revision: int | None
    asked_of: str | None = Field(description="null: any reviewer")
    steps: list[StepOut] = Field(description="newest first")


class AskIn(Schema):
    asked_of: str = Field("", description="user name; empty: any reviewer")
    note: str = ""


class DecideIn(Schema):
    step: Literal["sign", "changes", "reopen"]
    note: str = ""


class SayIn(Schema):
    text: str
    field: str = ""
    thread: int | None = Field(None, description="id of a comment in the thread to answer in")


class SettleIn(Schema):
    settled: bool = True


class ThreadComment(Schema):
    id: int
    thread: int
    revision: int
    field: str
    by: str
    at: datetime
    text: str | None = Field(description="null: taken back or erased")
    mentions: list[str]
    settled: bool


class ThreadsOut(Schema):
    comments: list[ThreadComment]


class ProposeIn(Schema):
    model_config = ConfigDict(extra="forbid")

    set: dict[str, Any] = {}
    operations: list[dict[str, Any]] = Field(
        [], description="carried out in order, after set", json_schema_extra=SCHEMA
    )
    reason: str = ""


class AcceptIn(Schema):
    allow: list[str] = Field([], description="ids of rules whose new errors may be saved")
    fields: list[str] | None = Field(None, description="what to take; needed for one on an earlier revision")


class DeclineIn(Schema):
    reason: str = ""


class ProposalOut(Schema):
    id: int
    base: int
    set: dict[str, str]
    by: str
    at: datetime
    reason: str | None
    decision: Literal["open", "accepted", "declined", "withdrawn"]
    decided_by: str | None
    answer: str | None


class ProposalsOut(Schema):
    proposals: list[ProposalOut]
