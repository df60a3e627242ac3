"""Places in the patient's space, as an address names them: numbers with commas."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from inspector.core.errors import FieldsError
from inspector.core.exact import exact_number
from inspector.core.geometry import is_invertible
from inspector.vault.world import WorldPicture

# Less is not divided into pixels: the smallest float with all its digits.
SMALLEST = sys.float_info.min
_FORMS = {
    "centre": ((3,), "x, y and z in mm, with commas: centre=0,-12.5,30"),
    "field": ((1, 2), "one number of mm above 0, or width and height with a comma: field=256 or field=180,220"),
    "affine": ((12,), "three rows of four numbers, with commas, whose first three columns do not lie in one plane"),
}


class WrongPlace(FieldsError):
    """What should name a place does not."""

    code = "wrong_input"

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(fields, " ".join(sentence for sentences in fields.values() for sentence in sentences))


def asked_in_world(space: str, index: int | None, *, interpolation: str, **texts: str) -> dict[str, Any] | None:
    """What `world_picture` needs to know of a place; None for a slice in voxel space. Raises WrongPlace."""
    if space == "voxel":
        asked = {**texts, "interpolation": interpolation}
        given = [name for name, text in asked.items() if text not in ("", "nearest")]
        if given:
            raise WrongPlace({name: [f"{name} is for pictures in world space; add space=world."] for name in given})
        return None
    if index is not None:
        raise WrongPlace({"index": ["index counts stored slices; in world space the picture goes through centre."]})
    found = {name: _numbers(name, text) for name, text in texts.items()}
    wrong = {name: [f"{name} is {_FORMS[name][1]}."] for name in texts if texts[name] and found[name] is None}
    if wrong:
        raise WrongPlace(wrong)
    return {
        "centre": found["centre"],
        "field": found["field"] and (found["field"] * 2)[:2],
        "affine": found["affine"] and np.array([*found["affine"], 0, 0, 0, 1]).reshape(4, 4),
    }


def frame_told(picture: WorldPicture) -> str:
    """The frame of a picture in one line: place and sizes in mm, and the letters at its edges."""
    frame = picture.frame
    facts = {
        "centre": ",".join(exact_number(part) for part in frame.centre),
        "field": ",".join(exact_number(part) for part in frame.field),
        "pixel": exact_number(frame.pixel),
        # A header of HTTP has no true minus.
        **{edge: letter.replace("−", "-") for edge, letter in picture.letters.items()},
    }
    return "; ".join(f"{name}={value}" for name, value in facts.items())


def _numbers(name: str, text: str) -> tuple[float, ...] | None:
    counts, _ = _FORMS[name]
    try:
        numbers = tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        return None
    usable = len(numbers) in counts and all(math.isfinite(number) for number in numbers)
    if not usable or (name == "field" and min(numbers) < SMALLEST):
        return None
    if name == "affine" and not is_invertible(np.array([*numbers, 0, 0, 0, 1.0]).reshape(4, 4)):
        return None
    return numbers
