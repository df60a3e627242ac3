"""The privacy check in a real browser: nothing axe complains of, cleared by keyboard alone, and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, press
from tests.browser.test_accessible import check
from tests.builders import nifti1_bytes

FULL = nifti1_bytes(
    descrip=b"TE=30;Time=110203.500 DOE^JANE",
    aux_file=b"qzkwx plmvt",
    extensions=[(6, b"PatientName = 'DOE^JANE'\nAcquisitionDate = '20170310'")],
    gap=b"left by Jane Doe",
)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "DOE_JANE.nii"
    path.write_bytes(FULL)
    return path


def uploaded(page: Page, path: Path) -> str:
    """The address of the privacy page of a file."""
    page.locator("#files").set_input_files(path)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.name)
    press(page, "g", "p")
    expect(page.get_by_role("heading", name="Not clear")).to_be_visible()
    return page.url


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)], ids=["wide light", "narrow dark"])
def test_no_page_of_the_check_has_a_violation(open_page: Open, full: Path, width: int, dark: bool) -> None:
    # axe writes inline styles into the page it measures, which the policy forbids, and misses imported ones.
    page = open_page(width=width, dark=dark, bypass_csp=True, expected=("status of 404", "status of 422"))
    address = uploaded(page, full)
    check(page, "privacy")
    page.get_by_text("Accept as it is").first.click()
    page.get_by_text("Show text …").click()
    check(page, "privacy, opened")
    page.get_by_role("button", name="Show text").click()
    expect(page.get_by_text("Shown in this answer only")).to_be_visible()
    check(page, "privacy, text shown")
    page.goto(address)
    page.get_by_role("button", name="Review remedies").click()
    page.get_by_text("Fields and bytes, with the text").click()
    check(page, "review of remedies")

    page.goto("/")
    check(page, "library")
    page.get_by_role("link", name="Privacy", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Privacy of")
    check(page, "privacy of the dataset")
    page.locator(".privacy-link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("One text in")
    check(page, "one text")
    page.goto("/help/privacy/")
    check(page, "help")


def test_a_file_is_cleared_by_keyboard_alone(open_page: Open, full: Path) -> None:
    page = open_page()
    uploaded(page, full)
    chosen, effect = page.locator(".is-here"), page.locator("#effect")

    press(page, "j")
    box = chosen.get_by_role("checkbox")
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    before = effect.inner_text()
    press(page, "x")
    expect(box).not_to_be_checked()
    expect(effect).not_to_have_text(before)
    press(page, "x")
    expect(box).to_be_checked()

    page.get_by_label("Why", exact=True).fill("Release of the study")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    page.get_by_label("Why").focus()
    press(page, "Control+Enter")

    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()
    expect(page.get_by_role("heading", name="Not clear")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("DOE")


def test_all_of_it_works_without_scripts(open_page: Open, full: Path) -> None:
    address = uploaded(open_page(), full)
    page = open_page(address, scripts=False)

    page.get_by_role("button", name="Review remedies").click()
    page.get_by_label("Why").fill("Release of the study")
    page.get_by_role("button", name="Save revision 2").click()
    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name="Privacy", exact=True).first.click()
    page.locator(".privacy-link").first.click()
    page.get_by_label("Why it may stay").fill("Names of sequences")
    page.get_by_role("button", name="Accept it in every image").click()
    expect(page.get_by_text("Names of sequences")).to_be_visible()
