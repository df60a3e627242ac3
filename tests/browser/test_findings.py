"""Findings in a real browser: repaired by somebody who has never heard of sform, found and fixed by keyboard."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, press
from tests.builders import nifti1_bytes

BROKEN: dict[str, Any] = {
    "xyzt_units": 8,
    "scl_slope": math.nan,
    "qform_code": 1,
    "sform_code": 1,
    "srow_x": (2, 0, 0, 7),
    "dim": (4, 4, 3, 1, 2, 1, 1, 1),
    "pixdim": (1, 2, 2, 3, 2000, 1, 1, 1),
}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """No unit of space, 2000 s between volumes, a slope that is no number, two forms that lie apart."""
    path = tmp_path / "scan.nii"
    path.write_bytes(nifti1_bytes(**BROKEN))
    return path


def look_at(page: Page, scan: Path) -> Page:
    page.locator("#files").set_input_files(scan)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(scan.name)
    # With their scripts, links to a field open it, and without them they lead there.
    page.wait_for_load_state("networkidle")
    return page


def save(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Save revision {number}").click()
    expect(page.get_by_text(f"Revision {number} saved. Voxels unchanged.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_newcomer_repairs_a_header_from_the_page_alone(open_page: Open, scan: Path, scripts: bool) -> None:
    page = open_page()
    address = look_at(page, scan).url
    page = page if scripts else open_page(address, scripts=False)
    expect(page.locator("#findings")).to_contain_text("milliseconds are probably meant")
    expect(page.locator("#findings")).to_contain_text("scl_slope is NaN")
    expect(page.locator("#findings")).to_contain_text("Both forms have code 1 but lie apart")

    page.get_by_role("link", name="See all 3 fixes").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Review the ticked fixes").click()
    expect(page.get_by_label("Why")).to_have_value(re.compile("Say milliseconds"))
    save(page, 2)
    expect(page.locator("#saved")).to_contain_text("Settled The time between volumes is 2000 s")
    expect(page.locator("#saved")).to_contain_text("Settled scl_slope is NaN")

    expect(page.locator("#finding-X3")).to_contain_text("the image stays in its place")
    page.get_by_role("button", name="Copy the sform to the qform").click()
    save(page, 3)

    expect(page.locator("#saved")).to_contain_text("Settled Both forms have code 1 but lie apart")
    expect(page.locator("#findings")).to_contain_text("No error and no warning")
    expect(page.locator("#readings")).to_contain_text("all agree")


def test_what_was_settled_stays_told_until_it_is_undone(open_page: Open, scan: Path) -> None:
    page = look_at(open_page(), scan)
    page.locator("#finding-P12").get_by_role("button", name="Say milliseconds").click()
    save(page, 2)

    page.reload()
    expect(page.locator("#saved")).to_contain_text("Revision 2 settled 1 finding")
    page.go_back()
    expect(page.locator("#findings")).to_be_visible()
    expect(page.locator("#finding-P12")).to_have_count(0)
    page.go_forward()
    page.locator("#saved").get_by_role("link", name="Undo").click()
    page.get_by_label("Why").fill("It was right before")
    page.get_by_role("button", name="Restore revision 1").click()
    expect(page.get_by_text("Revision 3 saved.")).to_be_visible()


def test_findings_and_fields_are_gone_through_and_fixed_by_keyboard(open_page: Open, scan: Path) -> None:
    page = look_at(open_page(), scan)
    chosen = page.locator(".is-here")

    press(page, "j")
    expect(chosen).to_have_id("finding-P12")
    press(page, "j")
    expect(chosen).to_have_id("finding-X3")
    press(page, "k", "e")
    expect(page.locator("[data-editor]")).to_have_attribute("data-editor", "pixdim")
    press(page, "Escape")
    expect(page.locator("[data-editor]")).to_have_count(0)
    press(page, "k", "k")
    expect(chosen).to_have_id("datatype")

    page.reload()
    press(page, "x")
    expect(chosen).to_have_id("finding-P12")
    press(page, "x")
    expect(page.get_by_role("heading", name="Review 1 change")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value(re.compile("Say milliseconds"))
    press(page, "Escape")
    expect(page.locator("#findings")).to_contain_text("1 settled by your changes")


def test_a_field_that_a_finding_names_opens_and_tells_what_a_value_settles(open_page: Open, scan: Path) -> None:
    page = look_at(open_page(), scan)

    page.locator("#finding-R1").get_by_role("link", name="scl_slope", exact=True).click()
    effect = page.locator("[data-effect]")
    page.locator("#id_scl_slope").fill("1")

    expect(effect).to_contain_text("scl_slope is NaN")
    expect(effect.get_by_text("Settles")).to_be_visible()
    page.locator("#id_scl_slope").fill("-1")
    expect(effect.get_by_text("Brings")).to_be_visible()
    expect(effect).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize(("width", "in_a_row"), [(1280, 32), (900, 16), (400, 16)])
def test_findings_stand_on_top_and_bytes_light_with_their_rows(
    open_page: Open, scan: Path, width: int, in_a_row: int
) -> None:
    page = look_at(open_page(width=width), scan)
    top = page.evaluate(
        "() => [...document.querySelectorAll('.cols-header .card')]"
        ".sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0].id"
    )
    assert top == "findings"

    lit = page.locator(".byte-run.is-lit")

    page.locator("#descrip").hover()
    expect(lit).to_have_attribute("data-run", "descrip")
    page.locator('[data-run="cal_max"] span').first.hover()
    expect(page.locator(".field-row.is-lit")).to_have_id("cal_max")
    expect(page.locator("[data-caption]")).to_contain_text("cal_max, bytes 124 to 127")

    page.locator('[data-run="xyzt_units"]').focus()
    press(page, "ArrowRight")
    expect(lit).to_have_attribute("data-run", "cal_max")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Edit cal_max")).to_be_focused()
    across = page.evaluate(
        "() => Math.round(document.querySelector('.byte-runs').clientWidth / "
        "document.querySelector('.byte-run span').getBoundingClientRect().width)"
    )
    assert across == in_a_row
