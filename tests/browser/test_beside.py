"""Two images beside each other in a real browser: one crosshair, four ways to lay the second over the first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, press
from tests.browser.test_accessible import LOOKS, check
from tests.builders import nifti1_bytes

SHIFTED = nifti1_bytes(srow_x=(2, 0, 0, 1), descrip=b"another")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "one.nii", tmp_path / "two.nii"]
    for path, data in zip(found, (nifti1_bytes(), SHIFTED), strict=True):
        path.write_bytes(data)
    return found


def look_at_both(page: Page, files: list[Path]) -> None:
    page.locator("#files").set_input_files(files)
    expect(page.locator(".upload-stored")).to_have_count(2)
    page.get_by_role("link", name="one.nii", exact=True).first.click()
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("link", name="two.nii").first.click()
    expect(page.get_by_role("heading", name="Slices in one space")).to_be_visible()


def drawn(page: Page) -> None:
    """Wait until the page's scripts have every picture."""
    expect(page.locator(".pair canvas")).to_have_count(6)
    expect(page.locator(".pair img")).to_have_count(0)


def test_one_crosshair_goes_through_both_by_keyboard(open_page: Open, files: list[Path]) -> None:
    page = open_page()
    look_at_both(page, files)
    drawn(page)
    second = page.locator(".pair").nth(0).locator(".plane").nth(1)
    axial, sagittal = (page.locator(f'[data-at="{plane}"]') for plane in ("axial", "sagittal"))
    before = float(axial.input_value()), float(sagittal.input_value())

    second.focus()
    press(page, "ArrowRight", "PageUp")

    expect(sagittal).to_have_value(f"{before[1] + 2:g}")
    expect(axial).to_have_value(f"{before[0] + 2:g}")
    expect(second).to_have_attribute("aria-label", re.compile(r"^Axial, .* mm, two\.nii$"))
    expect(page).to_have_url(re.compile(f"sagittal={before[1] + 2:g}"))
    kept = page.locator("[data-read-out]").inner_text()
    page.reload()
    expect(page.locator("[data-read-out]")).to_have_text(re.compile(re.escape(kept.split()[2])))


def test_the_second_lies_over_the_first_in_three_ways(open_page: Open, files: list[Path]) -> None:
    page = open_page()
    look_at_both(page, files)
    drawn(page)
    upper = page.locator(".pair").nth(0).locator(".plane canvas").nth(1)

    page.get_by_role("button", name="Overlaid").focus()
    press(page, "Enter")
    page.get_by_label("Opacity").focus()
    press(page, "Home")
    expect(upper).to_have_css("opacity", "0")
    press(page, "End")
    expect(upper).to_have_css("opacity", "1")
    expect(page).to_have_url(re.compile("look=overlay"))
    lower, over = (page.locator(".pair").nth(0).locator(".plane").nth(half).bounding_box() for half in (0, 1))
    assert lower == over

    page.get_by_role("button", name="Checkerboard").focus()
    press(page, "Space")
    expect(upper).to_have_css("mask-image", re.compile("conic-gradient"))

    page.get_by_role("button", name="Blink", exact=True).focus()
    press(page, "Space")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    press(page, "b")
    said = page.locator("[data-said]")
    first = said.inner_text()
    press(page, "b")
    expect(said).not_to_have_text(first)
    assert {first, said.inner_text()} == {"Shown: one.nii.", "Shown: two.nii."}


def test_nothing_blinks_by_itself_where_motion_is_not_wanted(open_page: Open, files: list[Path]) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    look_at_both(page, files)

    page.get_by_role("button", name="Blink", exact=True).click()

    expect(page.get_by_role("button", name="Blink by itself")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-said]")).to_have_text("Shown: one.nii.")


def test_fields_keep_the_place_of_the_crosshair(open_page: Open, files: list[Path]) -> None:
    page = open_page()
    look_at_both(page, files)
    drawn(page)
    page.locator('[data-at="axial"]').fill("2")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("axial=2"))

    page.get_by_role("link", name="All fields").click()

    expect(page.locator('[data-at="axial"]')).to_have_value("2")
    expect(page.locator("#fields")).to_contain_text("srow_y")


def test_without_scripts_both_stand_side_by_side(open_page: Open, files: list[Path]) -> None:
    page = open_page(scripts=False)
    page.locator("#files").set_input_files(files)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="one.nii", exact=True).first.click()
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("link", name="two.nii").first.click()

    page.locator('[data-at="axial"]').fill("2")
    page.get_by_role("button", name="Show").click()

    expect(page.locator(".pair").nth(0).locator(".pair-title")).to_contain_text("2.0 mm")
    for picture in page.locator(".pair img").all():
        assert picture.evaluate("image => image.naturalWidth") > 0
    left, right = (page.locator(".pair").nth(0).locator(".plane").nth(half).bounding_box() for half in (0, 1))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"] + 2


def test_a_header_is_copied_from_the_other_image(open_page: Open, files: list[Path]) -> None:
    page = open_page()
    look_at_both(page, files)

    page.get_by_role("link", name="Copy from it").click()
    page.get_by_role("checkbox", name="Text").check()
    page.get_by_role("button", name="Review what it changes").click()
    expect(page.get_by_label("Why")).to_have_value("Copied text from two.nii, revision 1.")
    page.get_by_role("button", name="Save revision 2").click()

    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()
    expect(page.locator("#descrip")).to_contain_text("another")


@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide light", "wide dark", "narrow light", "narrow dark"])
def test_axe_finds_nothing(open_page: Open, files: list[Path], width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark, bypass_csp=True, expected=("status of 404",))
    look_at_both(page, files)
    drawn(page)
    for look in ("Side by side", "Overlaid", "Checkerboard", "Blink"):
        page.get_by_role("button", name=look, exact=True).click()
        check(page, look)
    address = page.url.split("?")[0]
    page.goto(f"{address}?q=two")
    check(page, "choose")
    page.goto(address.replace("beside", "copy"))
    page.get_by_role("link", name="two.nii").first.click()
    check(page, "copy")
