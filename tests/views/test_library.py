"""The library page: what is in the dataset, how it is found, and what becomes of uploaded files."""

import gzip
from collections.abc import Callable, Sequence

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspector.models import Dataset, Image
from inspector.pairs import grouped
from tests.builders import nifti1_bytes, nifti2_bytes, pair
from tests.views.conftest import Add

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def page(client: Client, address: str = "/", headers: dict[str, str] | None = None) -> str:
    answer = client.get(address, headers=headers or {})
    assert answer.status_code == 200
    return answer.content.decode()


def names(client: Client, address: str) -> list[str]:
    """The image names in the table, in their order."""
    return [image.name for image in client.get(address).context["list"].page]


def send(client: Client, *files: tuple[str, bytes], headers: dict[str, str] | None = None) -> tuple[int, str]:
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post("/upload/", {"file": uploads}, headers=headers or {}, follow=headers is None)
    return answer.status_code, answer.content.decode()


def test_the_first_visit_invites_to_drop_a_file_and_to_try_examples(client: Client) -> None:
    text = page(client)

    assert "Drop a medical image to see its header" in text
    assert "Try example images" in text
    assert "<table" not in text


def test_a_row_tells_name_type_shape_voxels_axes_codes_and_last_change(client: Client, add: Add) -> None:
    image = add("scan.nii")

    text = page(client)

    assert f'href="/images/{image.pk}/">scan.nii</a>' in text
    assert "NIfTI-1 · int16" in text
    assert "4 × 3 × 2" in text
    assert "2 × 2 × 3 mm" in text
    assert '<span class="axes" title="i to right, j to anterior, k to superior">' in text
    assert "q 1, s 1" in text
    assert '<span class="mono faint">r1</span>' in text
    assert f'href="/api/v1/images/{image.pk}/download"' in text


def test_each_row_has_three_slices_with_four_letters_each(client: Client, add: Add) -> None:
    image = add()

    text = page(client)

    for plane in ("axial", "coronal", "sagittal"):
        assert f"/api/v1/images/{image.pk}/slice?plane={plane}&amp;size=84&amp;revision=1" in text
        assert f'alt="{plane.capitalize()} slice of scan.nii"' in text
    assert text.count('class="slice-t"') == text.count('class="slice-r"') == 3
    assert '<b class="slice-l">L</b>' in text


def test_an_image_without_orientation_says_so_and_its_slices_name_the_stored_axes(client: Client, add: Add) -> None:
    add("plain.nii", nifti1_bytes(qform_code=0, sform_code=0))

    text = page(client)

    assert "</svg> none</span>" in text
    assert '<b class="slice-l">i−</b>' in text


def test_a_stranger_sees_none_of_it(add: Add, stranger: User, client_of: ClientOf) -> None:
    add("private.nii")

    assert "private.nii" not in page(client_of(stranger))


def test_a_removed_image_is_gone_from_the_table(client: Client, add: Add) -> None:
    image = add()
    Image.objects.filter(pk=image.pk).update(deleted_at=timezone.now())

    assert "scan.nii" not in page(client)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("alpha", ["alpha.nii"]),
        ("ALPHA nifti-1", ["alpha.nii"]),
        ("nifti-2", ["beta.nii"]),
        ("float32", ["beta.nii"]),
        ("4x3x2", ["beta.nii", "alpha.nii"]),
        ("4 × 3 × 2", ["beta.nii", "alpha.nii"]),
        ("ras beta", ["beta.nii"]),
        ("100%", []),
    ],
)
def test_the_filter_finds_by_name_format_type_axes_and_shape(
    client: Client, add: Add, query: str, found: list[str]
) -> None:
    add("alpha.nii")
    add("beta.nii", nifti2_bytes(datatype=16))

    assert names(client, f"/?q={query}") == found


def test_a_filter_that_finds_nothing_is_named_and_can_be_cleared(client: Client, add: Add) -> None:
    add()

    text = page(client, "/?q=zebra<b>")

    assert "No image matches “zebra&lt;b&gt;”" in text
    assert "Clear filter" in text


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["c.nii", "a.nii", "b.nii"]),
        ("name", ["a.nii", "b.nii", "c.nii"]),
        ("-name", ["c.nii", "b.nii", "a.nii"]),
        ("shape", ["a.nii", "b.nii", "c.nii"]),
        ("-shape", ["c.nii", "b.nii", "a.nii"]),
        ("changed", ["b.nii", "a.nii", "c.nii"]),
        ("nonsense", ["c.nii", "a.nii", "b.nii"]),
    ],
)
def test_the_table_sorts_by_name_by_numbers_of_voxels_and_by_last_change(
    client: Client, add: Add, sort: str, order: list[str]
) -> None:
    for name, length in (("b.nii", 9), ("a.nii", 4), ("c.nii", 10)):
        add(name, nifti1_bytes(dim=(3, length, 3, 2, 1, 1, 1, 1)))

    assert names(client, f"/?sort={sort}") == order


def test_the_head_of_the_sorted_column_says_its_direction_and_turns_it_round(client: Client, add: Add) -> None:
    add()

    text = page(client, "/?sort=name&q=scan")

    assert '<th scope="col" class="col-name" aria-sort="ascending">' in text
    assert 'href="/?sort=-name&amp;q=scan&amp;dataset=study"' in text


def test_htmx_gets_the_table_alone_and_everybody_else_the_page(client: Client, add: Add) -> None:
    add()

    fragment, whole = page(client, headers=HTMX), page(client)

    assert "<html" not in fragment
    assert 'id="images"' in fragment
    assert "<html" in whole
    assert "<html" in page(client, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "HX-Request" in client.get("/").headers["Vary"]


def test_more_rows_ask_no_more_of_the_database(client: Client, add: Add) -> None:
    add("first.nii")
    page(client)
    with CaptureQueriesContext(connection) as with_one:
        page(client)
    add("second.nii")
    add("third.nii")
    with CaptureQueriesContext(connection) as with_three:
        page(client)

    assert len(with_three) == len(with_one)


def test_a_long_list_has_pages_whose_addresses_keep_filter_and_order(
    client: Client, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.shown.listing.ROWS_PER_PAGE", 2)
    for name in ("a.nii", "b.nii", "c.nii"):
        add(name)

    assert names(client, "/?sort=name&page=2") == ["c.nii"]
    assert names(client, "/?sort=name&page=99") == ["c.nii"]
    assert 'href="?sort=name&amp;q=nii&amp;page=2"' in page(client, "/?sort=name&q=nii")


def test_a_script_gets_the_row_of_a_stored_image(client: Client) -> None:
    status, row = send(client, ("scan.nii.gz", gzip.compress(nifti1_bytes())), headers=HTMX)

    image = Image.objects.get()
    assert status == 201
    assert "Opened as NIfTI-1." in row
    assert f'href="/images/{image.pk}/"' in row


def test_a_script_gets_the_reason_of_a_refused_file_beside_its_name(client: Client) -> None:
    status, row = send(client, ("empty.nii.gz", b""), headers=HTMX)

    assert status == 422
    assert '<span class="upload-name mono">empty.nii.gz</span>' in row
    assert "<strong>Not stored.</strong> The file has 0 bytes." in row
    assert Image.objects.count() == 0


def test_a_script_that_sends_nothing_is_told(client: Client) -> None:
    assert send(client, headers=HTMX)[0] == 422


def test_a_form_stores_what_it_can_and_names_each_file_it_could_not(client: Client) -> None:
    header, voxels = pair()

    _, text = send(
        client,
        ("a.img.gz", gzip.compress(voxels)),
        ("page.nii", b"<html>" * 99),
        ("b.nii", nifti1_bytes()),
        ("a.hdr", header),
    )

    assert sorted(image.paired for image in Image.objects.all()) == [False, True]
    assert "2 images stored." in text
    assert '<span class="mono">page.nii</span> was not stored' in text


def test_a_form_without_a_file_is_told_to_choose_one(client: Client) -> None:
    _, text = send(client)

    assert "No file was chosen." in text


def test_an_upload_lands_in_the_dataset_of_the_person(stranger: User, client_of: ClientOf, dataset: Dataset) -> None:
    send(client_of(stranger), ("scan.nii", nifti1_bytes()))

    assert Image.objects.get().dataset.slug == "elsewhere"


def test_the_examples_fill_the_library_with_images_that_can_be_looked_at(client: Client) -> None:
    answer = client.post("/examples/", follow=True)

    assert {image.format for image in Image.objects.all()} == {"NIfTI-1", "NIfTI-2"}
    assert "example images stored." in answer.content.decode()
    assert "example4d.nii.gz" in answer.content.decode()


@pytest.mark.parametrize("address", ["/upload/", "/examples/", "/theme/", "/keys/", "/convention/"])
def test_what_writes_is_not_reached_by_following_a_link(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


class File:
    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize(
    ("files", "groups"),
    [
        (["a.hdr", "a.img"], [["a.hdr", "a.img"]]),
        (["a.img.gz", "b.nii", "a.hdr"], [["a.img.gz", "a.hdr"], ["b.nii"]]),
        (["a.hdr.gz", "a.img"], [["a.hdr.gz", "a.img"]]),
        (["A.HDR", "A.IMG"], [["A.HDR", "A.IMG"]]),
        (["a.hdr", "b.img"], [["a.hdr"], ["b.img"]]),
        (["a.hdr", "a.hdr", "a.img", "a.img"], [["a.hdr", "a.img"], ["a.hdr", "a.img"]]),
        (["a.nii", "a.nii.gz", ""], [["a.nii"], ["a.nii.gz"], [""]]),
        ([], []),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_halves_of_the_same_stem_are_one_image(files: Sequence[str], groups: list[list[str]]) -> None:
    found = grouped([File(name) for name in files])

    assert [[file.name for file in group] for group in found] == groups
