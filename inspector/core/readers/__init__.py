"""How the programs of the field understand the geometry of one and the same header."""

from inspector.core.readers.disagreement import SAME_MM, disagreement, off_by
from inspector.core.readers.reading import Reader, Reading
from inspector.core.readers.table import READERS, readings

__all__ = ["READERS", "SAME_MM", "Reader", "Reading", "disagreement", "off_by", "readings"]
