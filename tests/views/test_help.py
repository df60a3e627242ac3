"""The help pages, which are made from the tables the code uses, and what a person prefers."""

from collections.abc import Callable
from string import Formatter

import pytest
from django.contrib.auth.models import User
from django.test import Client

from inspector.actions.signoffs import STEPS
from inspector.audit import ACTIONS
from inspector.core.fields import BY_VERSION
from inspector.core.rules import RULES
from inspector.shown.recorded import EXAMPLES

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
NAMES = sorted({name for fields in BY_VERSION.values() for name in fields})


def words(client: Client, address: str) -> str:
    """The page with every run of white space as one blank."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_index_leads_to_every_field_of_both_versions(client: Client) -> None:
    text = words(client, "/help/")

    assert [name for name in NAMES if f'href="/help/fields/{name}/"' not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_a_page_with_its_meaning(client: Client, name: str) -> None:
    answer = client.get(f"/help/fields/{name}/")

    assert answer.status_code == 200
    assert answer.context["topic"].field.meaning


def test_a_field_page_tells_place_size_and_type_in_both_versions(client: Client) -> None:
    text = words(client, "/help/fields/pixdim/")

    assert '76 to 107</td><td class="num">32</td><td>8 × decimal number, 4 bytes (float32)</td>' in text
    assert '104 to 167</td><td class="num">64</td><td>8 × decimal number, 8 bytes (float64)</td>' in text


def test_codes_are_listed_with_name_meaning_and_constant(client: Client) -> None:
    text = words(client, "/help/fields/qform_code/")

    assert '<th scope="row">scanner<span class="constant">NIFTI_XFORM_SCANNER_ANAT</span></th>' in text


def test_a_packed_field_lists_the_codes_inside_it(client: Client) -> None:
    text = words(client, "/help/fields/xyzt_units/")

    assert "NIFTI_UNITS_MM" in text
    assert "NIFTI_UNITS_MSEC" in text


def test_a_locked_field_says_why(client: Client) -> None:
    text = words(client, "/help/fields/sizeof_hdr/")

    assert "It cannot be edited. It follows from the format and never changes." in text


def test_the_guide_does_its_sums_right(client: Client) -> None:
    page = client.get("/help/voxels-to-millimetres/").content.decode()

    assert "3 × 10 + 0 × 20 + 0 × 5 + −94 = <b>-64 mm</b>" in page
    assert page.count('class="box-ghost"') == 12
    assert "i to the left, j to the front, k to the head; tilted by 0.0°." in page


def test_fields_of_orientation_lead_to_the_guide(client: Client) -> None:
    link = 'href="/help/voxels-to-millimetres/"'

    assert link in client.get("/help/fields/srow_x/").content.decode()
    assert link not in client.get("/help/fields/descrip/").content.decode()


def test_a_field_page_gives_an_example_and_says_what_goes_wrong(client: Client) -> None:
    page = client.get("/help/fields/xyzt_units/").content.decode()

    assert 'one of the example images, it holds <b class="mono break"><bdi>10</bdi></b>: space mm, time s.' in page
    assert 'href="/help/rules/P7/"' in page


def test_the_record_is_told_in_whole_sentences(client: Client) -> None:
    said = {name for each in ACTIONS.values() for _, name, _, _ in Formatter().parse(each.said) if name}

    text = words(client, "/help/")

    assert said - EXAMPLES.keys() == set()
    assert EXAMPLES.keys() - said == set()
    assert text.count('<td class="help-wide">') == len(ACTIONS) + len(RULES)
    assert '<td class="help-wide">uploaded an image, 12.3 MiB, kept byte for byte</td>' in text


def test_every_step_of_a_review_is_told_with_where_it_leads(client: Client) -> None:
    text = words(client, "/help/")

    assert "<b>Reopened</b>: possible when the image is reviewed. Then it is <b>not reviewed</b>." in text
    assert text.count(": possible when the image is ") == len(STEPS)


def test_a_field_that_does_not_exist_is_not_found_in_words(client: Client) -> None:
    answer = client.get("/help/fields/nonsense/")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_the_theme_follows_the_system_until_one_is_chosen_and_the_server_renders_the_choice(client: Client) -> None:
    assert 'data-bs-theme="auto"' in words(client, "/help/")

    answer = client.post("/theme/", {"theme": "dark", "next": "/help/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/help/")
    assert 'data-bs-theme="dark"' in words(client, "/help/")


def test_single_keys_can_be_turned_off(client: Client) -> None:
    client.post("/keys/", {"keys": "off"})

    assert '<body data-keys="off"' in words(client, "/help/")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_choosing_a_theme_never_leads_to_another_site(client: Client, address: str) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": address})

    assert answer.headers["Location"] == "/"


def test_a_theme_that_does_not_exist_is_refused_with_the_choices(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "pink"})

    assert answer.status_code == 400
    assert answer.content.decode() == "The theme can be one of light, dark, auto."
