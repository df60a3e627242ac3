"""Whether a volume asks for somebody to think about a face: heads as they come, defaced, stripped, cut and turned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inspector.core.header import Header
from inspector.core.privacy.faces import MAY_SHOW, Sampled, head_sized, look
from tests.builders import head

MM = 3.0
Volume = NDArray[np.float64]
X, Y, Z = np.meshgrid(*(np.arange(-120.0, 120.0, MM) for _ in range(3)), indexing="ij")
CHANCE = np.random.default_rng(7)


def ball(at: tuple[float, float, float], radii: tuple[float, float, float]) -> NDArray[np.bool_]:
    distance = np.zeros(X.shape)
    for axis, middle, radius in zip((X, Y, Z), at, radii, strict=True):
        distance += ((axis - middle) / radius) ** 2
    return distance < 1


SKULL = ball((0, 0, 20), (74, 96, 88))
FACE = ball((0, 45, -40), (58, 52, 78)) | ball((0, 100, -25), (14, 12, 20))
NECK = (X**2 + (Y + 10) ** 2 < 55**2) & (Z < -20)
BRAIN = ball((0, -5, 28), (64, 80, 62))


def scanned(tissue: NDArray[np.bool_], *, noise: float = 4.0) -> Volume:
    """Tissue at about 100, and air with as much noise."""
    grain = CHANCE.normal(0, 1, tissue.shape)
    return np.where(tissue, 100 + 8 * grain, np.abs(noise * grain))


def whole(noise: float = 4.0) -> Volume:
    return scanned(SKULL | FACE | NECK, noise=noise)


def defaced(noise: float = 4.0) -> Volume:
    return np.where((Y > 40) & (Z < 5), 0, whole(noise))


def sampled(values: Volume, axes: str | None = "RAS") -> Sampled:
    return Sampled(values, (MM, MM, MM), axes)


FLAGGED: dict[str, Callable[[], Volume]] = {
    "a head": whole,
    "a head in air without noise": lambda: whole(0),
    "a head without its neck": lambda: scanned(SKULL | FACE),
    "a head that is cut off at the mouth": lambda: whole()[:, :, 15:],
    "a head in Hounsfield units": lambda: np.where(SKULL | FACE | NECK, 40.0, -1000.0),
    "a mask of a head": lambda: (SKULL | FACE | NECK).astype(float),
    "a head with a bright spot": lambda: np.where(ball((0, 0, 0), (6, 6, 6)), 900, whole()),
    "a head with bright vessels": lambda: np.where(CHANCE.random(X.shape) < 0.012, 4000, whole()),
    "a head whose numbers are around 0": lambda: np.where(
        SKULL | FACE | NECK, CHANCE.normal(0, 1, X.shape) + X / 60, 0
    ),
    "a head whose numbers begin at 1000": lambda: whole() + 1000,
    "a head in noise without end": lambda: np.where(SKULL | FACE | NECK, whole(), CHANCE.uniform(0, 120, X.shape)),
    "a head whose back is blank": lambda: np.where(Y < -60, 0, whole()),
    "a head that is not a number in places": lambda: np.where(Z > 110, np.nan, whole()),
}
LEFT_ALONE: dict[str, tuple[Callable[[], Volume], str]] = {
    "defaced": (defaced, "below the forehead"),
    "defaced, air without noise": (lambda: defaced(0), "below the forehead"),
    "a brain": (lambda: np.where(BRAIN, scanned(BRAIN), 0), "litres"),
    "a mask of a brain": (lambda: BRAIN.astype(float), "litres"),
    "a small thing": (lambda: scanned(ball((0, 0, 0), (40, 40, 40))), "litres"),
    "two tissues and no air": (lambda: np.where(X > 0, 200, 100) + CHANCE.normal(0, 4, X.shape), "no air"),
    "one number": (lambda: np.full(SKULL.shape, 7.0), "alike"),
}


@pytest.mark.parametrize("made", FLAGGED.values(), ids=FLAGGED)
def test_what_may_be_a_head_is_flagged(made: Callable[[], Volume]) -> None:
    found = look(sampled(made()))

    assert (found.may_show, found.told) == (True, MAY_SHOW)


@pytest.mark.parametrize(("made", "why"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_shown_to_be_none_is_left_alone_with_the_reason(made: Callable[[], Volume], why: str) -> None:
    found = look(sampled(made()))

    assert not found.may_show
    assert why in found.told
    assert found.told.endswith("Whether a face can be seen is for people to say.")


def test_the_front_is_found_however_the_axes_are_stored() -> None:
    """A defaced head in other orders of its axes, and one whose front is said to be its back."""
    values = defaced()

    assert not look(sampled(np.flip(values.transpose(1, 2, 0), (0, 1)), "PIR")).may_show
    assert look(sampled(values, "RPS")).may_show
    assert look(sampled(values, None)).may_show


@pytest.mark.parametrize("scale", [0.7, 1.15])
def test_a_childs_head_and_a_large_one_are_looked_at_in_proportion(scale: float) -> None:
    spacing = (MM * scale, MM * scale, MM * scale)

    assert look(Sampled(whole(), spacing, "RAS")).may_show
    assert not look(Sampled(defaced(), spacing, "RAS")).may_show


def of(shape: tuple[int, ...], voxel: float, **values: Any) -> Header:
    sizes: dict[str, Any] = {
        "pixdim": (1, voxel, voxel, voxel, 1, 1, 1, 1),
        "srow_x": (voxel, 0, 0, 0),
        "srow_y": (0, voxel, 0, 0),
        "srow_z": (0, 0, voxel, 0),
    }
    dim = (len(shape), *shape, *(1,) * (7 - len(shape)))
    return Header.parse(head(dim=dim, **sizes, **values))


SIZES: list[tuple[Header, object]] = [
    (of((160, 256, 256), 1.0), (1.0, 1.0, 1.0)),
    (of((80, 80, 40, 200), 2.5), (2.5, 2.5, 2.5)),
    (of((80, 80, 40), 3.5), "its voxels are larger than 3 mm"),
    (of((100, 160, 100), 1.0), "fewer than two of its axes are 150 mm long"),
    (of((256, 256), 1.0), "it has no three axes in space"),
    (of((160, 256, 256), 0.001, xyzt_units=9), (1.0, 1.0, 1.0)),
    (of((160, 256, 256), 1.0, xyzt_units=9), (1.0, 1.0, 1.0)),
    (of((160, 256, 256), 0.0, sform_code=0, qform_code=0), (1.0, 1.0, 1.0)),
]


@pytest.mark.parametrize(("header", "told"), SIZES)
def test_the_size_of_a_head_is_told_from_the_grid(header: Header, told: object) -> None:
    found = head_sized(header)

    assert (found if isinstance(found, str) else pytest.approx(found)) == told
