"""The pages of releases: what each image lacks, a release made and taken, a face that is stated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from inspector import actions
from inspector.models import Dataset, Image, Release, Role
from inspector.views import releases
from tests.builders import nifti1_bytes
from tests.conftest import joined
from tests.releasing import fresh, released
from tests.views.conftest import Add
from tests.views.pages import FRAGMENT, Visitor, said

pytestmark = pytest.mark.django_db
ADDRESS = "/datasets/study/releases/"
CLEAN = nifti1_bytes(descrip=b"FSL5.0")
NAMED = nifti1_bytes(descrip=b"FSL5.0", aux_file=b"DOE^JANE")
FORM = {"name": "First release", "profile": "default", "reason": "For the archive."}


def words(answer: Any, status: int = 200) -> str:
    return " ".join(said(answer, status).split())


def test_an_empty_dataset_has_nothing_to_release(client: Client, dataset: Dataset) -> None:
    assert "There is no image to release" in words(client.get(ADDRESS))
    assert f'href="{ADDRESS}"' in words(client.get("/datasets/study/"))


def test_each_image_says_what_it_lacks_and_where_that_is_mended(
    client: Client, add: Add, owner: User, dataset: Dataset
) -> None:
    ready, named = add("ready.nii", CLEAN), add("named.nii", NAMED)

    text = words(client.get(f"{ADDRESS}?image={ready.pk}"))

    assert f'name="image" value="{ready.pk}" checked' in text
    assert "Nothing is known that holds it back." in text
    assert "Open in the privacy check: 1 high." in text
    assert f'href="/images/{named.pk}/privacy/"' in text
    actions.set_rules(actor=owner, dataset=dataset, release_needs_review=True)
    text = words(client.get(ADDRESS))
    assert "Revision 1 is not reviewed." in text
    assert f'href="/images/{ready.pk}/signoff/"' in text


def test_a_release_is_made_and_its_page_shows_what_left(client: Client, add: Add) -> None:
    image = add("scan.nii", CLEAN)

    made = client.post(ADDRESS, {**FORM, "image": [image.pk]})

    release = Release.objects.get()
    assert (made.status_code, made.headers["Location"]) == (302, f"/releases/{release.pk}/")
    text = words(client.get(f"/releases/{release.pk}/"))
    assert f'href="/images/{image.pk}/"><bdi>scan.nii.gz</bdi>' in text
    assert f'href="/api/v1/releases/{release.pk}/download"' in text
    assert "“<bdi>For the archive.</bdi>”" in text
    assert release.images.get().sha256 in text
    assert "PHI-free" not in text
    assert f'<a href="/releases/{release.pk}/"><b class="break"><bdi>First release</bdi></b></a>' in words(
        client.get(ADDRESS)
    )


def test_a_refusal_stands_beside_each_image_and_keeps_what_was_typed(client: Client, add: Add) -> None:
    add("ready.nii", CLEAN)
    named = add("named.nii", NAMED)

    text = words(client.post(ADDRESS, {**FORM, "all": "on"}), 422)

    assert "1 image cannot leave yet." in text
    assert "Not clear: 1 high. Clear these findings, or accept them with a reason." in text
    assert f'aria-describedby="missing-{named.pk}"' in text
    assert text.index("named.nii") < text.index("ready.nii")
    assert 'value="First release"' in text
    assert "For the archive.</textarea>" in text
    assert Release.objects.count() == 0


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({**FORM, "name": ""}, "Give the release a name."),
        ({**FORM, "reason": ""}, "Say why: the history keeps the reason beside the change."),
        ({**FORM, "profile": "mine"}, "There is no profile 'mine'"),
        (FORM, "Choose at least one image."),
    ],
)
def test_what_is_missing_in_the_form_is_said(client: Client, add: Add, form: dict[str, str], sentence: str) -> None:
    add("scan.nii", CLEAN)
    more = {} if form is FORM else {"all": "on"}

    assert sentence in words(client.post(ADDRESS, {**form, **more}), 422)


def test_a_long_one_says_how_far_it_is_and_goes_on(client: Client, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2):
        add(f"{number}.nii", nifti1_bytes(descrip=b"FSL5.0", cal_max=number))
    monkeypatch.setattr(releases, "PATIENCE", 0.0)

    text = words(client.post(ADDRESS, {**FORM, "all": "on"}))
    assert "<b>1 of 2</b> images are read. Nothing is released yet." in text
    assert 'name="reason" value="For the archive."' in text
    images = [*Image.objects.values_list("pk", flat=True)]
    done = client.post(ADDRESS, {**FORM, "image": images}, headers=FRAGMENT)

    assert done.headers["HX-Redirect"] == f"/releases/{Release.objects.get().pk}/"


def test_a_viewer_sees_releases_and_who_can_make_one(
    add: Add, owner: User, dataset: Dataset, client_of: Callable[[User], Client]
) -> None:
    released(owner, add("scan.nii", CLEAN))
    viewer = client_of(joined("vera", dataset, Role.VIEWER))

    text = words(viewer.get(ADDRESS))

    assert "Making a release takes the role of reviewer" in text
    assert "Ask olga." in text
    assert "First release" in text
    assert "New release" not in text
    assert viewer.post(ADDRESS, {**FORM, "all": "on"}).status_code == 403


def test_a_release_whose_image_was_erased_says_so(client: Client, add: Add, owner: User) -> None:
    image = add("scan.nii", CLEAN)
    release = released(owner, image)
    actions.delete(actor=owner, image=image, reason="Withdrawn")
    actions.purge(actor=owner, image=fresh(image), reason="Withdrawn")

    text = words(client.get(f"/releases/{release.pk}/"))

    assert f"Image {release.images.get().image} was erased for good." in text
    assert "/download" not in text
    assert "Something of it was erased for good." in words(client.get(ADDRESS))


def test_a_strangers_release_is_not_there(
    add: Add, owner: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    release = released(owner, add("scan.nii", CLEAN))

    assert client_of(stranger).get(f"/releases/{release.pk}/").status_code == 404


def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    client: Client, add: Add, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    images = [add("scan.nii", CLEAN)]
    released(owner, *images)
    client.get(ADDRESS)
    with django_assert_max_num_queries(100) as once:
        client.get(ADDRESS)
    images += [add(f"{number}.nii", nifti1_bytes(descrip=b"FSL5.0", cal_max=number)) for number in range(2)]
    released(owner, *images)
    released(owner, *images)

    with django_assert_max_num_queries(len(once)):
        client.get(ADDRESS)


def test_it_is_stated_with_which_tool_an_image_was_defaced(owner: User, add: Add) -> None:
    visitor = Visitor(owner, add("scan.nii", CLEAN))
    assert "Not flagged as a head" in words(visitor.get("face/"))

    assert "Say with which tool it was defaced." in words(visitor.post("face/", {"tool": ""}), 422)
    visitor.post("face/", {"tool": "a tool 1.0"})
    assert "Stated as defaced" in words(visitor.get("face/"))
    visitor.post("face/", {"tool": ""})

    assert "Stated as defaced" not in words(visitor.get("face/"))


def test_a_viewer_reads_what_is_stated_and_states_nothing(
    add: Add, dataset: Dataset, client_of: Callable[[User], Client]
) -> None:
    image = add("scan.nii", CLEAN)
    viewer = client_of(joined("vera", dataset, Role.VIEWER))

    assert "Somebody who may review in Study can state" in words(viewer.get(f"/images/{image.pk}/face/"))
    assert viewer.post(f"/images/{image.pk}/face/", {"tool": "a tool"}).status_code == 403
