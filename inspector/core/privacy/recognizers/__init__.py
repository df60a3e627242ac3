"""Recognizers of identifiers. What none of them knows and no program explains is for a person to look at."""

from __future__ import annotations

from typing import Final

from inspector.core.privacy.recognizers.lexical import LEXICAL
from inspector.core.privacy.recognizers.structured import STRUCTURED
from inspector.core.privacy.recognizers.table import Kind

ALL: Final[tuple[Kind, ...]] = (*STRUCTURED, *LEXICAL)
"""Every recognizer, in the order of the table in the help."""
