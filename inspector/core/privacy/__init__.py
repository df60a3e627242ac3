"""The privacy check: what in the text of a file could tell of a person, how sure that is, and where it stands."""

from typing import Final

RULE_SET: Final = "Safe Harbor without time of day"
"""What counts, in words: 45 CFR 164.514(b)(2), and of its dates no time of day that stands without a date."""

VERSION: Final = "1"
"""Of the recognizers and the explained list. It grows with each change of what they find."""

LIMITS: Final = (
    "Voxels are not looked at: letters may be burned into them, and a head scan can show a face.",
    "Opaque bytes, and what is packed or encrypted within other data, cannot be read.",
    "The recognizers were measured on planted identifiers, not on those of real patients.",
)
"""What no report may leave out."""
