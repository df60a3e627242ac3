"""Recognizers of identifiers. What none of them knows and no program explains is for a person to look at."""
