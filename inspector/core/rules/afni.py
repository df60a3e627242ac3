"""O11: the AFNI extension and the header, which say the same thing twice."""

from typing import Final

from inspector.core.extensions import afni
from inspector.core.extensions.part import Unreadable
from inspector.core.geometry import corner_distance, in_millimetres
from inspector.core.meaning import amount
from inspector.core.rules.rule import Facts, Found, Rule

# The extension keeps its numbers in fewer digits than float32 has.
_SAME_MM: Final = 0.01


def _agrees_with_header(facts: Facts) -> Found | None:
    data = next((each.data for each in facts.header.extensions if each.code == afni.CODE), None)
    if data is None:
        return None
    try:
        lengths, affine = afni.dimensions(data), afni.affine(data)
    except Unreadable:
        return None
    here = tuple(facts.length(axis) for axis in (1, 2, 3))
    if lengths is not None and lengths != here:
        told, stored = (" × ".join(map(str, each)) for each in (lengths, here))
        return Found(f"The AFNI extension says {told} voxels, dim says {stored}.", ("dim",))
    geometry = facts.geometry
    here_affine = geometry.affine if geometry.source != "pixdim" else None
    if affine is None or here_affine is None:
        return None
    apart = corner_distance(affine, in_millimetres(here_affine, facts.header), facts.header.shape)
    if not apart > _SAME_MM:
        return None
    return Found(f"The AFNI extension puts a corner {amount(apart)} mm from where the {geometry.source} puts it.")


RULES: Final = (
    Rule(
        "O11",
        "afni-extension-differs",
        "warning",
        ("srow_x", "srow_y", "srow_z", "qoffset_x", "qoffset_y", "qoffset_z"),
        _agrees_with_header,
        expects="An AFNI extension says of grid and place what the header says.",
        why="AFNI believes the extension, all others the header: after an edit they show the image in two places.",
        source="AFNI, README.attributes; afni issue 73",
    ),
)
