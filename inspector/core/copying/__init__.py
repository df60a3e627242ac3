"""Copying what one header says into another, by group or by field; and whether the two images go together."""

from inspector.core.copying.match import Match, matches
from inspector.core.copying.table import BY_KEY, GROUPS, CopyGroup, never_copied
from inspector.core.copying.values import copied

__all__ = ["BY_KEY", "GROUPS", "CopyGroup", "Match", "copied", "matches", "never_copied"]
