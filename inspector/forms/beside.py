"""How somebody looks at two images beside each other, as the address says it. What it does not say is left usual."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inspector.core.colours import COLORMAPS
from inspector.core.render import CONVENTIONS, PLANES, Convention

# How the second picture comes to lie: beside the first, over it, in turns of squares, in turns of time.
LOOKS: Final = {"side": "Side by side", "overlay": "Overlaid", "check": "Checkerboard", "blink": "Blink"}


@dataclass(frozen=True)
class TwoLook:
    """`values` are the places of the planes in mm, where given; `volumes` those of the two images, from 0.

    `opacity` is how much of the second picture shows over the first, in per cent; `shows_all` whether fields that agree
    are shown too.
    """

    look: str
    opacity: int
    colormap: str
    convention: Convention
    values: Mapping[str, float]
    volumes: tuple[int, int]
    shows_all: bool

    @classmethod
    def of(cls, query: Mapping[str, str], usual: str) -> TwoLook:
        """`usual` is the convention that the person chose last."""
        look, colormap = query.get("look", ""), query.get("colormap", "")
        return cls(
            look=look if look in LOOKS else next(iter(LOOKS)),
            opacity=min(_whole(query.get("opacity", ""), 50), 100),
            colormap=colormap if colormap in COLORMAPS else next(iter(COLORMAPS)),
            convention=next((each for each in CONVENTIONS if each == usual), CONVENTIONS[0]),
            values={plane: value for plane in PLANES if (value := _number(query.get(plane, ""))) is not None},
            volumes=(_whole(query.get("va", ""), 0), _whole(query.get("vb", ""), 0)),
            shows_all=query.get("show") == "all",
        )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _whole(text: str, usual: int) -> int:
    """A whole number of not too many digits, at least 0."""
    return int(text) if text.isdecimal() and len(text) < 10 else usual
