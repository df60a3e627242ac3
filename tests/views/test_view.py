"""The viewer page: three planes with their letters, what is in the crosshair, and an address that says it all."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import nifti1_bytes
from tests.stores import stored_files
from tests.views.conftest import Add
from tests.views.pages import Visitor
from tests.views.planes import letters, read_out, sources, told

pytestmark = pytest.mark.django_db

# nibabel carries no types.
nib: Any = nibabel
NIIVUE = ["ASR", "LAS", "LPS", "PIR", "RAS", "SPL"]
OBLIQUE: dict[str, Any] = {"srow_x": (2, 0.5, 0, -3), "srow_y": (-0.5, 2, 0.25, 4), "srow_z": (0, -0.25, 3, 1)}


@pytest.fixture
def visitor(owner: User, add: Add) -> Visitor:
    return Visitor(owner, add())


def test_the_page_shows_three_slices_through_the_middle(visitor: Visitor) -> None:
    page = visitor.text("view/")

    assert {plane: query["index"] for plane, query in sources(page).items()} == {
        "axial": ["1"],
        "coronal": ["1"],
        "sagittal": ["2"],
    }
    assert read_out(page) == {
        "mm, RAS+": ["1.0", "0.0", "1.5"],
        "mm, LPS+": ["−1.0", "0.0", "1.5"],
        "voxel": ["2", "1", "1"],
    }


def test_every_picture_of_the_page_is_there(visitor: Visitor) -> None:
    for address in ("view/", "view/?space=world&interpolation=linear&colormap=hot"):
        page = visitor.text(address)
        pictures = re.findall(r'<img [^>]*src="([^"]*)"', page)
        assert len(pictures) == 4
        for picture in pictures:
            answer = visitor.client.get(html.unescape(picture))
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")


def test_the_address_says_what_is_seen(visitor: Visitor) -> None:
    page = visitor.text("view/?axial=0&coronal=2&sagittal=3&low=5&high=60&colormap=viridis")

    assert read_out(page)["voxel"] == ["3", "2", "0"]
    assert {
        query["low"][0] + " " + query["high"][0] + " " + query["colormap"][0] for query in sources(page).values()
    } == {"5 60 viridis"}


@pytest.mark.parametrize(
    "value",
    ["-7", "99999999999", "9" * 400, "nonsense", "NaN", "", "1e400", "1e308", "-1.7e308", "5e-324", "2&axial=x"],
)
def test_an_address_that_leads_nowhere_leads_to_the_nearest_slice(owner: User, add: Add, value: str) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(srow_z=(0, 0, 0.25, 0))))
    for space in ("voxel", "world", "other"):
        query = "&".join(f"{name}={value}" for name in ("axial", "axis4", "colormap", "convention", "interpolation"))
        assert len(sources(visitor.text(f"view/?space={space}&{query}"))) == 3


@pytest.mark.parametrize("name", NIIVUE)
@pytest.mark.parametrize("space", ["voxel", "world"])
def test_the_letters_are_right_and_the_place_is_that_of_nibabel(
    owner: User, add: Add, data_folder: Path, name: str, space: str
) -> None:
    path = data_folder / "real" / "niivue" / f"{name}.nii.gz"
    visitor = Visitor(owner, add(path.name, path.read_bytes()))
    page = visitor.text(f"view/?space={space}")

    assert [letters(page, plane) for plane in ("axial", "coronal", "sagittal")] == ["LRAP", "LRSI", "APSI"]
    voxel = [int(part) for part in read_out(page)["voxel"]]
    place = [float(part.replace("−", "-")) for part in read_out(page)["mm, RAS+"]]
    step = 0.05 if space == "voxel" else 1.3
    assert np.abs(place - (nib.load(path).affine @ [*voxel, 1])[:3]).max() < step


@pytest.mark.parametrize("name", NIIVUE)
def test_one_place_in_world_space_is_the_same_anatomy_in_every_copy(
    owner: User, add: Add, data_folder: Path, name: str
) -> None:
    place = "view/?space=world&axial=12&coronal=-30&sagittal=20"
    pages = []
    for stored in ("RAS", name):
        path = data_folder / "real" / "niivue" / f"{stored}.nii.gz"
        pages.append(Visitor(owner, add(path.name, path.read_bytes())).text(place))

    first, other = pages
    assert read_out(first)["mm, RAS+"] == read_out(other)["mm, RAS+"]
    values = [re.search(r"<dd data-value>(.*?)<", page)[1] for page in pages]  # type: ignore[index]
    assert values[0] == values[1]


def test_both_ways_to_look_lead_to_the_same_place(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(dim=(3, 40, 30, 20, 1, 1, 1, 1), **OBLIQUE)))
    first = visitor.text("view/?axial=3&coronal=20&sagittal=30&low=1&high=9")

    address = html.unescape(re.search(r'href="(\?[^"]*)" data-space="world"', first)[1])  # type: ignore[index]
    there = visitor.text(f"view/{address}")

    places = [[float(part.replace("−", "-")) for part in read_out(page)["mm, RAS+"]] for page in (first, there)]
    assert np.abs(np.subtract(places[0], places[1])).max() <= 1.1
    assert "low=1&high=9" in address


def test_an_image_in_world_space_is_drawn_by_its_affine(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(**OBLIQUE)))

    page = visitor.text("view/?space=world")

    assert {query["space"][0] for query in sources(page).values()} == {"world"}
    assert told(page)["spaces"]["world"]["step"] == pytest.approx(2.0615528)


def test_volumes_are_picked_along_every_axis(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(dim=(6, 3, 2, 2, 4, 1, 3, 1))))

    page = visitor.text("view/?axis4=2&axis6=1")

    assert {query["volume"][0] for query in sources(page).values()} == {"2,0,1"}
    assert re.findall(r'<label for="axis\d">(.*?)<', page) == ["Volume", "Axis 6"]


def test_left_and_right_are_turned_round_and_remembered(visitor: Visitor) -> None:
    first = visitor.text("view/?axial=0")
    assert letters(first, "axial") == "LRAP"

    back = html.unescape(re.search(r'name="next" value="([^"]*)" data-next', first)[1])  # type: ignore[index]
    answer = visitor.client.post("/convention/", {"convention": "radiological", "next": back})

    assert answer.status_code == 302
    page = visitor.client.get(answer["Location"]).content.decode()
    assert [letters(page, plane) for plane in ("axial", "coronal", "sagittal")] == ["RLAP", "RLSI", "APSI"]
    assert read_out(page)["voxel"] == ["2", "1", "0"]
    assert letters(visitor.text("view/"), "axial") == "RLAP"
    assert letters(visitor.text("view/?convention=neurological"), "axial") == "LRAP"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"dim": (3, 4, -3, 2, 1, 1, 1, 1)}, "No picture: dim[2] is -3."),
        ({"datatype": 0}, "No picture: datatype is 0, and unknown voxels cannot be read here."),
    ],
)
def test_where_there_can_be_no_picture_the_reason_stands_in_its_place(
    owner: User, add: Add, values: dict[str, Any], sentence: str
) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(block=bytes(48), **values)))

    assert sentence in visitor.text("view/")
    assert visitor.get().status_code == 200


def test_voxels_that_are_damaged_are_said_to_be(owner: User, add: Add, data_root: Path) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(block=b"seen by nobody before".ljust(48))))
    (path,) = [path for path in stored_files(data_root) if "voxels" in path.parts]
    path.unlink()

    assert "The stored voxels are damaged: the stored file is missing." in visitor.text("view/")


def test_a_matrix_that_places_nothing_leads_back_to_the_voxel_axes(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(srow_x=(0, 0, 0, 0))))

    assert "Look along the voxel axes" in visitor.text("view/?space=world")
    page = visitor.text("view/")
    assert len(sources(page)) == 3
    assert read_out(page)["mm, RAS+"] == ["–", "–", "–"]


def test_slices_before_the_end_of_a_file_that_is_cut_short_are_shown(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add(data=nifti1_bytes(block=bytes(24))))

    assert list(sources(visitor.text("view/?axial=0&coronal=0&sagittal=0"))) == ["axial"]
    assert "No picture: the file ends 24 bytes early." in visitor.text("view/")
    assert visitor.get("view/?space=world").status_code == 200


def test_who_may_only_look_is_offered_no_change(owner: User, add: Add, stranger: User) -> None:
    image = add()

    assert Visitor(stranger, image).get("view/").status_code == 404
    assert "Save as cal_min and cal_max" in Visitor(owner, image).text("view/")


def test_the_page_asks_the_database_as_little_as_the_header_page(visitor: Visitor) -> None:
    counts = []
    for address in ("", "view/"):
        visitor.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            visitor.get(address)
        counts.append(len(queries))

    assert counts[1] <= counts[0]
