"""What the ledger says of a file that is no NIfTI image."""

from __future__ import annotations

from inspector.core.ledger import Held, Kind, Layer, formats

Told = tuple[str, Kind, str, str]


def layers(data: bytes) -> tuple[Layer, ...]:
    """The layers of a file of a known format, each of them tiled."""
    found = formats.layers("file", "stored", Held(data))
    assert [layer.unaccounted for layer in found] == [""] * len(found)
    assert not found or found[0].length == len(data)
    return found


def told(data: bytes, layer: int = 0) -> list[Told]:
    """(text, kind, surface, part) of each span."""
    found = layers(data)[layer]
    return [
        (found.content.read(span.start, span.length).decode("latin-1"), span.kind, span.surface, span.part)
        for span in found.spans
    ]


def texts(data: bytes, layer: int = 0) -> list[tuple[str, str]]:
    """(text, part) of what is text."""
    return [(text, part) for text, kind, _, part in told(data, layer) if kind is Kind.TEXT]


def lengths(data: bytes, kind: Kind, layer: int = 0) -> list[tuple[int, str]]:
    """(number of bytes, surface) of the spans of a kind."""
    return [(len(text), surface) for text, found, surface, _ in told(data, layer) if found is kind]
