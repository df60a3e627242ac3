"""Headers of every kind for property tests: any version, byte order, extensions and gap, any bytes in the fields."""

from hypothesis import strategies as st

from inspector.core.header import Header
from tests.builders import head

LOCKED = ("sizeof_hdr", "magic", "vox_offset")
SHAPES = st.tuples(st.sampled_from([1, 2]), st.sampled_from("<>"), st.booleans())
CHAINS = st.lists(st.tuples(st.integers(-9, 50), st.binary(max_size=40)), max_size=3)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    """Any field holds any bytes; dim, datatype and the marks make sense, or there would be nothing to edit."""
    version, order, paired = draw(SHAPES)
    noise = bytearray(draw(st.binary(min_size=540, max_size=540)))
    base = head(version, order, paired=paired, extensions=draw(CHAINS), gap=draw(st.binary(max_size=40)))
    data = bytearray(base)
    for field in Header.parse(base).fields:
        if field.name not in (*LOCKED, "dim", "datatype", "bitpix"):
            data[field.offset : field.offset + field.size] = noise[field.offset : field.offset + field.size]
    return Header.parse(bytes(data), paired=paired)
