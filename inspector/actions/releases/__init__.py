"""Releases: images that leave together, after a gate that says of each what is missing."""

from inspector.actions.releases.faces import Statement, face, state_defaced, statement
from inspector.actions.releases.gate import Missing, Refusal, Stand, stand
from inspector.actions.releases.making import MOST_IMAGES, HeldBack, Unfinished, Wanted, make_release
from inspector.actions.releases.papers import limits as release_limits
from inspector.actions.releases.taking import bundle, record_taken, still_there, what_is_gone

__all__ = [
    "MOST_IMAGES",
    "HeldBack",
    "Missing",
    "Refusal",
    "Stand",
    "Statement",
    "Unfinished",
    "Wanted",
    "bundle",
    "face",
    "make_release",
    "record_taken",
    "release_limits",
    "stand",
    "state_defaced",
    "statement",
    "still_there",
    "what_is_gone",
]
