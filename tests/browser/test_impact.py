"""Now and after in one frame: by keyboard, without motion of its own where that is asked for, and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, press
from tests.builders import nifti1_bytes

PLACES: dict[str, Any] = {"srow_x": (2, 0, 0, -20), "srow_y": (0, 2, 0, -18), "srow_z": (0, 0, 2, -16), "qform_code": 0}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.nii"
    path.write_bytes(nifti1_bytes(dim=(3, 20, 18, 16, 1, 1, 1, 1), pixdim=(1, 2, 2, 2, 1, 1, 1, 1), **PLACES))
    return path


def review_of_a_swap(page: Page, scan: Path) -> Page:
    page.locator("#files").set_input_files(scan)
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("link", name="Guided edits").click()
    page.locator("summary", has_text="Reverse an axis").click()
    page.get_by_label("Voxel axis").select_option("i")
    page.locator("details[open]").get_by_role("button", name="Review what it changes").click()
    expect(page.get_by_role("heading", name="This swaps left and right")).to_be_visible()
    return page


def clipped(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.sights-axial .is-then .slice')).clipPath"))


def test_the_slider_goes_by_keyboard(open_page: Open, scan: Path) -> None:
    page = review_of_a_swap(open_page(), scan)
    expect(page.locator(".sights-axial img").first).to_have_js_property("complete", True)

    page.get_by_role("button", name="Slider").focus()
    press(page, "Enter")
    slider = page.get_by_role("slider", name="Where Now, r1 ends and After, r2 begins")
    expect(page.get_by_role("button", name="Slider")).to_have_attribute("aria-pressed", "true")
    slider.focus()
    press(page, "Home")
    assert clipped(page) == "inset(0px 0px 0px 0%)"
    press(page, "ArrowRight", "ArrowRight")
    assert clipped(page) == "inset(0px 0px 0px 2%)"


def test_blinking_stops_and_goes_on_by_keyboard(open_page: Open, scan: Path) -> None:
    page = review_of_a_swap(open_page(), scan)
    sights = page.locator("[data-sights]")

    page.get_by_role("button", name="Blink", exact=True).focus()
    press(page, "Space")
    expect(sights).to_have_attribute("data-shown", "then")
    expect(sights).to_have_attribute("data-shown", "now")
    page.get_by_role("button", name="Stop").focus()
    press(page, "Enter")
    shown = sights.get_attribute("data-shown")
    page.get_by_role("button", name="Show the other").focus()
    press(page, "Space")
    expect(sights).to_have_attribute("data-shown", "then" if shown == "now" else "now")
    expect(page.get_by_role("button", name="Blink by itself")).to_have_attribute("aria-pressed", "false")


def test_nothing_blinks_by_itself_where_motion_is_unwanted(open_page: Open, scan: Path) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    review_of_a_swap(page, scan)

    page.get_by_role("button", name="Blink", exact=True).click()

    expect(page.get_by_role("button", name="Blink by itself")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Show the other").click()
    expect(page.locator(".sights-axial .is-then")).to_be_visible()
    expect(page.locator(".sights-axial .is-now")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_now_and_after_stand_side_by_side_in_every_plane(open_page: Open, scan: Path, scripts: bool) -> None:
    page = open_page()
    review_of_a_swap(page, scan)
    page = page if scripts else open_page(page.url, scripts=False)

    for plane, key in (("axial", ""), ("coronal", "ArrowRight"), ("sagittal", "ArrowRight")):
        page.locator("[name=sights-plane]:checked").focus()
        if key:
            page.keyboard.press(key)
        expect(page.locator(f".sights-{plane} .is-now")).to_be_visible()
        expect(page.locator(f".sights-{plane} .is-then")).to_be_visible()
    expect(page.locator(".sights-axial .is-now")).to_be_hidden()
    expect(page.get_by_role("button", name="Slider")).to_have_count(1 if scripts else 0)
