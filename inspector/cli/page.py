"""A header, an edit and a comparison as lines of text for a terminal."""

from collections.abc import Iterator, Sequence

import numpy as np

from inspector.core.describe import label
from inspector.core.edits import Change
from inspector.core.extensions import Extension
from inspector.core.fields import Field
from inspector.core.geometry import Geometry
from inspector.core.header import Header, decode_text
from inspector.core.impact import Impact
from inspector.core.words import counted, format_float, show_value, size_text


def header_lines(name: str, header: Header) -> Iterator[str]:
    """The whole header: every field in file order with its offset, then extensions, then geometry."""
    container = "the .hdr of a pair" if header.paired else "single file"
    size = counted(len(header.data), "byte")
    yield f"{name}: {header.format}, {header.endianness}-endian, {container}, {size} of header"
    yield ""
    for field in header.fields:
        yield f"{field.offset:>4}  {field.name:<14}  {_shown(header, field)}".rstrip()
    yield ""
    yield from _extension_lines(header)
    yield from _geometry_lines(Geometry.of(header))


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    width = max((len(change.field) for change in changes), default=0)
    for change in changes:
        yield f"{change.field:<{width}}  {_quoted(change.old)} -> {_quoted(change.new)}"


def impact_lines(moved: Impact | None) -> Iterator[str]:
    if moved and moved.max_corner_mm > 0:
        yield (
            f"The corners move by up to {moved.max_corner_mm:.4g} mm, the centre by {moved.translation_mm:.4g} mm, "
            f"with a rotation of {moved.rotation_degrees:.4g} degrees."
        )
    if moved and moved.left_right_flip:
        yield "The same voxels lie on the other side of the body: left and right are swapped."


def _shown(header: Header, field: Field) -> str:
    shown = _quoted(header.value(field.name))
    if meaning := label(header, field):
        shown += f"  ({meaning})"
    if field.is_text and (rest := header.after_nul(field.name)):
        shown += f"  after the NUL: {_escaped(decode_text(rest))}"
    return shown


def _extension_lines(header: Header) -> Iterator[str]:
    for extension in header.extensions:
        yield f"extension {extension.index + 1} at {extension.offset}: {_extension(extension)}"
    if header.extension_problem:
        yield header.extension_problem
    if any(header.gap):
        yield f"{counted(len(header.gap), 'byte')} before the voxels belong to no extension and are not all zero."


def _extension(extension: Extension) -> str:
    start = "" if extension.text is None else f", {_escaped(extension.text[:60])}"
    return f"{extension.kind}, {size_text(extension.size)}{start}"


def _geometry_lines(geometry: Geometry) -> Iterator[str]:
    sizes = show_value(geometry.voxel_sizes)
    yield f"affine from {geometry.source}, axes {geometry.axis_codes or 'unknown'}, voxel sizes {sizes}"
    for row in np.asarray(geometry.affine)[:3] if geometry.affine is not None else ():
        yield "  " + "".join(f"{format_float(float(number) + 0.0):>14}" for number in row)


def _quoted(value: object) -> str:
    if value is None:
        return "no such field"
    return _escaped(value) if isinstance(value, str) else show_value(value)


def _escaped(text: str) -> str:
    """In quotes, with everything that could disturb a terminal written out."""
    return '"' + "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text) + '"'
