"""The privacy check: what in the text of a file could tell of a person, how sure that is, and where it stands."""
