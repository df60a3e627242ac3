"""Header Inspector: review, correct and clear the headers of medical images."""

__version__ = "0.1.0"
