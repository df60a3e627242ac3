"""The span ledger: every byte of a file, container included, belongs to exactly one span, and a span to one class.

Nothing in the file is believed: a length or offset that it states is followed no further than the bytes that are there.
"""

from inspector.core.ledger.span import After, Bytes, Held, Joined, Kind, Layer, Ledger, Span, Track

__all__ = ["After", "Bytes", "Held", "Joined", "Kind", "Layer", "Ledger", "Span", "Track"]
