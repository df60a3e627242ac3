"""What an AFNI extension says of the grid: AFNI believes it and not the header.

The extension is XML: an element AFNI_atr for each attribute, its numbers as text between the tags. Source: AFNI,
README.attributes and README.NIfTI (extension code 4).
"""

from __future__ import annotations

from typing import Final
from xml.sax.xmlreader import AttributesImpl

import numpy as np

from inspector.core.extensions.markup import Quiet, parse
from inspector.core.geometry import Matrix

CODE: Final = 4
DIMENSIONS: Final = "DATASET_DIMENSIONS"
AFFINE: Final = "IJK_TO_DICOM_REAL"
# AFNI counts to the left and to the back, NIfTI to the right and to the front.
_TO_RAS: Final = np.diag([-1.0, -1.0, 1.0, 1.0])


def dimensions(data: bytes) -> tuple[int, ...] | None:
    """The lengths of the first three axes; None when they are not told. Raises Unreadable."""
    numbers = _numbers(data, DIMENSIONS)
    return tuple(int(number) for number in numbers[:3]) if len(numbers) >= 3 else None


def affine(data: bytes) -> Matrix | None:
    """Voxel indices to millimetres, RAS+, 4 x 4; None when it is not told. Raises Unreadable."""
    numbers = _numbers(data, AFFINE)
    if len(numbers) != 12 or not np.isfinite(numbers).all():
        return None
    told: Matrix = _TO_RAS @ np.vstack([np.reshape(numbers, (3, 4)), (0, 0, 0, 1)])
    return told


def _numbers(data: bytes, name: str) -> list[float]:
    found = _Attribute(name)
    parse(data.rstrip(b"\0"), found)
    try:
        return [float(word) for word in "".join(found.text).split()]
    except ValueError:
        return []


class _Attribute(Quiet):
    """Listens to the text of one attribute."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self._name = name
        self._listens = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._listens = name == "AFNI_atr" and attrs.get("atr_name") == self._name

    def endElement(self, name: str) -> None:
        self._listens = False

    def characters(self, content: str) -> None:
        if self._listens:
            self.text.append(content)
