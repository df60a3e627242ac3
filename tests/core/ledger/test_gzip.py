"""A gzip file as spans: every field of every head, what is behind the members, and what does not unpack."""

import gzip
import zlib

from inspector.core.ledger import Held, Kind, Layer, Span, Track
from inspector.core.ledger.gzip import MEMBERS, lay_gzip

PLAIN = gzip.compress(b"content", mtime=0)


def member(flags: int = 0, fields: bytes = b"", content: bytes = b"content") -> bytes:
    return b"\x1f\x8b\x08" + bytes([flags]) + b"\x01\x02\x03\x04\x00\x03" + fields + gzip.compress(content)[10:]


def laid(data: bytes, stops: list[int], trailing: int = 0) -> Layer:
    track = Track()
    lay_gzip(track, Held(data), stops, trailing=trailing)
    return track.layer("scan.nii.gz", "stored", Held(data))


def parts(layer: Layer) -> list[tuple[int, Kind, str]]:
    return [(span.length, span.kind, span.part or span.surface) for span in layer.spans]


def test_every_field_of_a_head_is_a_span_of_its_own() -> None:
    fields = b"\x06\0AB\x02\0hi" + b"SMITH_JOHN.nii\0" + b"made by jane\0" + b"\xaa\xbb"
    data = member(2 | 4 | 8 | 16, fields)

    layer = laid(data, [len(data)])

    assert layer.unaccounted == ""
    assert parts(layer) == [
        (2, Kind.STRUCTURE, "mark"),
        (1, Kind.STRUCTURE, "method"),
        (1, Kind.STRUCTURE, "flags"),
        (4, Kind.STRUCTURE, "time"),
        (1, Kind.STRUCTURE, "extra flags"),
        (1, Kind.STRUCTURE, "system"),
        (2, Kind.STRUCTURE, "length of the extra field"),
        (6, Kind.OPAQUE, "extra field"),
        (14, Kind.TEXT, "name"),
        (1, Kind.STRUCTURE, "end of the name"),
        (12, Kind.TEXT, "comment"),
        (1, Kind.STRUCTURE, "end of the comment"),
        (2, Kind.STRUCTURE, "checksum of the head"),
        (len(zlib.compress(b"content")) - 6, Kind.STRUCTURE, "packed data"),
        (4, Kind.STRUCTURE, "checksum"),
        (4, Kind.STRUCTURE, "length"),
    ]


def test_a_second_member_has_a_name_too_and_what_is_behind_it_is_looked_at() -> None:
    second = member(8, b"jane.nii\0")
    data = PLAIN + second + bytes(9) + b"Smith^John"

    layer = laid(data, [len(PLAIN), len(PLAIN) + len(second)], trailing=19)

    at = len(PLAIN) + 10
    assert Span(at, at + 8, Kind.TEXT, "gzip member 2", "name") in layer.spans
    assert layer.spans[-2:] == (
        Span(len(data) - 19, len(data) - 10, Kind.PADDING, "bytes behind the last member"),
        Span(len(data) - 10, len(data), Kind.TEXT, "bytes behind the last member"),
    )
    assert layer.unaccounted == ""


def test_zeros_between_members_are_padding() -> None:
    data = PLAIN + bytes(3) + PLAIN

    layer = laid(data, [len(PLAIN), len(data)])

    assert Span(len(PLAIN), len(PLAIN) + 3, Kind.PADDING, "zeros between gzip members") in layer.spans
    assert layer.unaccounted == ""


def test_of_a_member_that_does_not_unpack_the_head_is_told() -> None:
    data = PLAIN + member(8, b"jane.nii\0")[:-9] + b"\xff" * 30

    layer = laid(data, [len(PLAIN)])

    assert layer.unaccounted == ""
    assert parts(layer)[-3:] == [
        (8, Kind.TEXT, "name"),
        (1, Kind.STRUCTURE, "end of the name"),
        (len(data) - len(PLAIN) - 19, Kind.OPAQUE, "bytes that do not unpack"),
    ]


def test_a_head_that_claims_more_than_there_is_is_told_as_far_as_it_goes() -> None:
    for data in (member(4, b"\xff\xff")[:13], member(8, b"no end")[:15], PLAIN[:5], PLAIN[:1]):
        assert (laid(data, []).unaccounted, laid(data, []).length) == ("", len(data))


def test_more_members_than_are_listed_are_one_opaque_span() -> None:
    data = PLAIN * (MEMBERS + 5)

    layer = laid(data, [len(PLAIN) * number for number in range(1, MEMBERS + 1)])

    assert layer.unaccounted == ""
    assert layer.spans[-1] == Span(len(PLAIN) * MEMBERS, len(data), Kind.OPAQUE, "further gzip members")
