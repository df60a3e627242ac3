"""axe-core finds nothing on any page, in light and dark, wide and narrow; nothing has to be scrolled sideways."""

from __future__ import annotations

import re
from pathlib import Path

import nibabel
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import GL, Open

EXAMPLE = Path(nibabel.__file__).parent / "tests" / "data" / "example4d.nii.gz"
HELP = ("/help/fields/qform_code/", "/help/rules/P12/", "/help/voxels-to-millimetres/")
LOOKS = [(1280, False), (1280, True), (400, False), (400, True)]


def check(page: Page, name: str) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    problems = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found.response["violations"]]
    assert problems == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide light", "wide dark", "narrow light", "narrow dark"])
def test_no_page_has_a_violation(open_page: Open, width: int, dark: bool) -> None:
    # axe writes inline styles into the page it measures, which the policy forbids.
    page = open_page(width=width, dark=dark, bypass_csp=True, expected=("status of 404", "status of 422", *GL))
    check(page, "first visit")
    page.locator("#files").set_input_files(EXAMPLE)
    expect(page.locator(".upload-stored")).to_have_count(1)
    expect(page.locator("#images")).to_contain_text("example4d.nii.gz")
    check(page, "library")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("img", name=re.compile("^Values from"))).to_be_visible()
    check(page, "header")
    header = page.url.split("#")[0]

    for field in ("datatype", "xyzt_units", "srow_x", "descrip"):
        page.get_by_role("link", name=f"Edit {field}").click()
        expect(page.locator("[data-editor]")).to_be_visible()
        check(page, f"editor of {field}")
        page.get_by_role("button", name="Cancel").click()
    for group in ("shape", "spacing", "orientation", "intensity", "timing", "intent", "text", "container"):
        page.goto(f"{header}edit/{group}/")
        check(page, f"form of {group}")

    page.goto(f"{header}edit/orientation/?field=srow_x")
    first = page.locator("[data-matrix] input").first
    first.fill("2")
    page.get_by_role("button", name="Add to changes").click()
    check(page, "header with changes")
    page.goto(f"{header}review/")
    page.get_by_text("in their places").click()
    check(page, "review of a swap")
    page.emulate_media(reduced_motion="reduce")
    for look in ("Slider", "Blink"):
        page.get_by_role("button", name=look, exact=True).click()
        check(page, f"review of a swap, {look}")
    page.get_by_label("Yes, swap left and right").check()
    page.get_by_label("Save all the same").check()
    page.get_by_label("Why").fill("The capsule is on the other side")
    page.get_by_role("button", name="Save and swap").click()
    expect(page.locator("#saved")).to_contain_text("brought")
    check(page, "header after saving")

    page.goto(f"{header}extensions/add/")
    check(page, "a new comment")
    page.get_by_label("Text").fill("Looked at twice.\nThe capsule is on the right.")
    page.get_by_role("button", name="Review comment").click()
    check(page, "review of a comment")
    page.get_by_label("Why").fill("For the record")
    page.get_by_role("button", name="Save revision").click()
    expect(page.locator("#extensions")).to_contain_text("Looked at twice.")
    check(page, "header with an extension")

    places = [
        "view/",
        "view/?space=world&colormap=hot",
        "view/?low=9&high=1",
        "values/",
        "extensions/1/",
        "extensions/1/?as=bytes",
        "extensions/1/remove/",
        "fixes/",
        "operations/",
        "history/",
        "compare/?a=1&b=2",
        "restore/1/",
        "remove/",
    ]
    page.goto(f"{header}3d/")
    expect(page.locator("[data-drawn]")).to_be_visible()
    check(page, "3d/")

    for path in [*(header + place for place in places), "/audit/", "/help/", *HELP, "/nowhere/"]:
        page.goto(path)
        check(page, path)
