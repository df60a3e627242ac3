"""Planes of the world over the API: their frames, and an image as an edit would place it."""

import io
import json
from typing import Any

import pytest
from django.http import HttpResponse
from PIL import Image as Picture

from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db


def frame_of(answer: HttpResponse) -> dict[str, str]:
    """What X-Slice-Frame tells, by name."""
    return dict(part.split("=") for part in answer["X-Slice-Frame"].split("; "))


OBLIQUE: dict[str, Any] = {"srow_x": (2, 0.5, 0, -3), "srow_y": (-0.5, 2, 0.25, 4), "srow_z": (0, -0.25, 3, 1)}


def test_a_slice_in_world_space_tells_its_frame(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("GET", f"/images/{image['id']}/slice?space=world&plane=coronal&convention=radiological")

    assert Picture.open(io.BytesIO(answer.content)).size == (4, 3)
    assert frame_of(answer) == {
        "centre": "0,0,0",
        "field": "8,6",
        "pixel": "2",
        "top": "S",
        "bottom": "I",
        "left": "R",
        "right": "L",
    }


def test_a_frame_that_is_sent_back_is_drawn_again(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**OBLIQUE)))
    path = f"/images/{image['id']}/slice?space=world&plane=sagittal&interpolation=linear"
    first = program.call("GET", path)
    told = frame_of(first)

    again = program.call("GET", f"{path}&centre={told['centre']}&field={told['field']}")

    assert frame_of(again) == told
    assert again.content == first.content


def test_another_affine_draws_the_image_as_an_edit_would_place_it(program: Program) -> None:
    image, edited = (program.upload(("scan.nii", nifti1_bytes(**forms))) for forms in ({}, OBLIQUE))
    rows = ",".join(str(number) for row in OBLIQUE.values() for number in row)

    one = program.call("GET", f"/images/{image['id']}/slice?space=world&affine={rows}")
    other = program.call("GET", f"/images/{edited['id']}/slice?space=world")

    assert (one.content, frame_of(one)) == (other.content, frame_of(other))


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("space=world&centre=1,2", "centre", "centre is x, y and z in mm, with commas: centre=0,-12.5,30."),
        ("space=world&centre=1,2,nan", "centre", "centre is x, y and z in mm, with commas: centre=0,-12.5,30."),
        (
            "space=world&field=0",
            "field",
            "field is one number of mm above 0, or width and height with a comma: field=256 or field=180,220.",
        ),
        (
            "space=world&affine=1,0,0,0,2,0,0,0,0,0,1,0",
            "affine",
            "affine is three rows of four numbers, with commas, whose first three columns do not lie in one plane.",
        ),
        (
            "space=world&index=3",
            "index",
            "index counts stored slices; in world space the picture goes through centre.",
        ),
        ("centre=1,2,3", "centre", "centre is for pictures in world space; add space=world."),
        ("interpolation=linear", "interpolation", "interpolation is for pictures in world space; add space=world."),
    ],
)
def test_a_place_that_cannot_be_meant_is_named(program: Program, query: str, field: str, sentence: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("GET", f"/images/{image['id']}/slice?{query}")

    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]["fields"] == {field: [sentence]}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("centre=1e308,-1e308,1e308&field=1.7e308", 200),
        ("centre=1.7e308,1.7e308,1.7e308&field=1.7e308,1e-300&size=999999999999", 200),
        ("field=5e-324&size=2048", 422),
        ("field=1e-300&size=-1", 200),
        ("affine=1e300,0,0,0,0,1e300,0,0,0,0,1e300,0", 422),
        ("affine=1e-300,0,0,1e300,0,1e-300,0,0,0,0,1e-300,0", 422),
        ("low=nan&high=inf", 200),
        ("low=1e308&high=-1e308&colormap=labels", 200),
        ("revision=99999999999999999999", 404),
        ("revision=0", 404),
        ("revision=-1", 404),
        ("volume=999999999", 422),
        ("volume=0,0,0,0,0", 422),
        ("plane=axial&plane=sagittal", 200),
    ],
)
def test_numbers_beyond_all_places_are_no_fault(program: Program, query: str, status: int) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(**OBLIQUE)))

    assert program.call("GET", f"/images/{image['id']}/slice?space=world&{query}").status_code == status


def test_a_matrix_that_places_nothing_has_no_picture_in_world_space(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(srow_x=(0, 0, 0, 0))))

    answer = program.call("GET", f"/images/{image['id']}/slice?space=world")

    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]["message"] == (
        "No picture in world space: the matrix in use is not finite or cannot be inverted."
    )
