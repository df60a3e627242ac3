"""Slices over the API: pictures with their sizes, where they come from, and how long they may be kept."""

import io
import json
from math import prod
from typing import Any

import numpy as np
import pytest
from PIL import Image as Picture

from tests.api.conftest import Program
from tests.builders import nifti1_bytes

pytestmark = pytest.mark.django_db

LARGE = (257, 90, 60)


def test_a_slice_is_a_png_with_square_pixels_in_mm(program: Program) -> None:
    stored = nifti1_bytes(dim=(3, 10, 20, 5, 1, 1, 1, 1), pixdim=(1, 1, 2, 3, 0, 0, 0, 0), sform_code=0, qform_code=0)
    image = program.upload(("scan.nii", stored))

    answer = program.call("GET", f"/images/{image['id']}/slice?plane=axial&size=80")

    assert answer["Content-Type"] == "image/png"
    assert Picture.open(io.BytesIO(answer.content)).size == (20, 80)


def test_wrong_parameters_of_a_slice_are_named(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("GET", f"/images/{image['id']}/slice?plane=oblique&size=big")

    assert answer.status_code == 422
    assert set(json.loads(answer.content)["error"]["fields"]) == {"plane", "size"}


def test_a_volume_is_counted_over_all_axes_or_named_by_each(program: Program) -> None:
    shape = (2, 2, 1, 3, 2, 4)
    values = np.arange(prod(shape), dtype="<i2")
    head = nifti1_bytes(dim=(6, *shape, 1), datatype=4, bitpix=16)[:352]
    address = f"/images/{program.upload(('scan.nii', head + values.tobytes()))['id']}/slice?low=0&high=200"

    def pixels(volume: str) -> bytes:
        return program.call("GET", f"{address}&volume={volume}").content

    assert pixels("2,1,3") == pixels(str(2 + 1 * 3 + 3 * 3 * 2))
    assert pixels("2,1,3") != pixels("1,1,3")


@pytest.mark.parametrize(
    ("volume", "sentence"),
    [
        ("0,0", "No picture: 2 indices for the volume, and the image has 1 axis from the fourth on."),
        ("5", "No picture: volume 5 of 2, counted from 0."),
    ],
)
def test_a_volume_that_is_not_there_is_said(program: Program, volume: str, sentence: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(dim=(4, 4, 3, 1, 2, 1, 1, 1))))

    answer = program.call("GET", f"/images/{image['id']}/slice?volume={volume}")

    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]["message"] == sentence


def large_image(program: Program) -> dict[str, Any]:
    values = np.random.default_rng(0).integers(0, 99, prod(LARGE)).astype("<i2")
    head = nifti1_bytes(dim=(3, *LARGE, 1, 1, 1, 1), datatype=4, bitpix=16)[:352]
    return program.upload(("scan.nii", head + values.tobytes()))


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("plane=axial", "stored"),
        ("plane=coronal", "preview; box=2x1x1"),
        ("plane=sagittal&size=84", "preview; box=2x1x1"),
        ("plane=coronal&quality=full", "stored"),
    ],
)
def test_a_slice_says_whether_it_is_made_of_stored_voxels(program: Program, query: str, source: str) -> None:
    answer = program.call("GET", f"/images/{large_image(program)['id']}/slice?{query}")

    assert answer["X-Slice-Source"] == source


def test_a_slice_is_known_by_its_content(program: Program) -> None:
    image = large_image(program)
    path = f"/images/{image['id']}/slice?plane=coronal"

    first, same, full, other = (program.call("GET", path + rest) for rest in ("", "", "&quality=full", "&index=1"))

    assert first["ETag"] == same["ETag"]
    assert len({answer["ETag"] for answer in (first, full, other)}) == 3
    again = program.call("GET", path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_an_edit_of_the_scaling_makes_a_new_slice_from_the_same_preview(program: Program) -> None:
    image = large_image(program)
    path = f"/images/{image['id']}/slice?plane=coronal&low=0&high=200"
    first = program.call("GET", path)

    program.edit(image, scl_slope=2.0)

    assert program.call("GET", path)["ETag"] != first["ETag"]
    assert program.call("GET", f"{path}&revision=1")["ETag"] == first["ETag"]
    assert program.call("GET", path).content != first.content == program.call("GET", f"{path}&revision=1").content


def test_a_slice_of_a_named_revision_may_be_kept_for_good(program: Program) -> None:
    path = f"/images/{large_image(program)['id']}/slice?plane=axial"

    assert program.call("GET", path)["Cache-Control"] == "private, no-cache"
    assert program.call("GET", f"{path}&revision=1")["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("space", ["voxel", "world"])
@pytest.mark.parametrize(("colormap", "mode"), [("gray", "L"), ("hot", "RGB"), ("viridis", "RGB"), ("labels", "RGB")])
def test_slices_have_colours(program: Program, space: str, colormap: str, mode: str) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.call("GET", f"/images/{image['id']}/slice?space={space}&colormap={colormap}")

    assert Picture.open(io.BytesIO(answer.content)).mode == mode


def test_every_way_to_draw_a_slice_has_an_etag_of_its_own(program: Program) -> None:
    path = f"/images/{large_image(program)['id']}/slice?plane=axial"
    world = "&space=world"

    answers = [
        program.call("GET", path + rest)
        for rest in (
            "",
            "&colormap=hot",
            world,
            f"{world}&centre=1,2,3",
            f"{world}&field=9",
            f"{world}&interpolation=linear",
            f"{world}&affine=1,0,0,0,0,1,0,0,0,0,1,0",
        )
    ]

    assert len({answer["ETag"] for answer in answers}) == len(answers)


def test_a_slice_tells_its_window(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))
    path = f"/images/{image['id']}/slice"

    given, found = (program.call("GET", path + rest)["X-Slice-Window"] for rest in ("?low=-0.5&high=1e30", ""))

    assert given == "-0.5,1e+30"
    low, high = (float(end) for end in found.split(","))
    assert low < high


def test_a_voxel_is_told_with_its_place(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes(scl_slope=2.0, scl_inter=-1.0)))

    assert program.ok("GET", f"/images/{image['id']}/voxel?at=1,2,0") == {
        "voxel": [1, 2, 0],
        "volume": 0,
        "ras": [-1.0, 2.0, -1.5],
        "lps": [1.0, -2.0, -1.5],
        "stored": 0x1312,
        "value": 0x1312 * 2.0 - 1,
    }


def test_a_voxel_that_is_no_number_is_a_word(program: Program) -> None:
    block = np.full(24, np.nan, "<f4").tobytes()
    image = program.upload(("scan.nii", nifti1_bytes(datatype=16, block=block)))

    found = program.ok("GET", f"/images/{image['id']}/voxel?at=0,0,0")

    assert (found["stored"], found["value"]) == ("NaN", "NaN")


def test_a_voxel_outside_of_the_image_is_said(program: Program) -> None:
    image = program.upload(("scan.nii", nifti1_bytes()))

    answer = program.ok("GET", f"/images/{image['id']}/voxel?at=4,0,0", status=422)

    assert answer["error"]["message"] == "No picture: slice 4 of an axis with 4, counted from 0."


@pytest.mark.parametrize("name", ["gray", "hot", "viridis", "labels"])
def test_a_colour_map_is_shown_as_a_bar(program: Program, name: str) -> None:
    answer = program.call("GET", f"/colormaps/{name}")

    assert Picture.open(io.BytesIO(answer.content)).size == (256, 1)
