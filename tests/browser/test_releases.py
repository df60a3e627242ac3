"""A release is refused, mended and taken in a browser; axe-core finds nothing on the way."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_accessible import EXAMPLE, check


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)], ids=["wide light", "narrow dark"])
def test_a_release_is_made_and_taken(open_page: Open, tmp_path: Path, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark, bypass_csp=True, expected=("status of 404", "status of 422"))
    page.locator("#files").set_input_files(EXAMPLE)
    expect(page.locator("#images")).to_contain_text("example4d.nii.gz")
    page.goto("/datasets/images/releases/")
    check(page, "releases")

    page.get_by_label("Name").fill("First release")
    page.get_by_label("Why").fill("For the archive")
    page.get_by_label("example4d.nii.gz").check()
    page.get_by_role("button", name="Make the release").click()
    expect(page.get_by_role("alert")).to_contain_text("1 image cannot leave yet")
    expect(page.locator(".release-refused")).to_contain_text("It may show a face; header checks cannot tell.")
    check(page, "a release that is refused")

    page.get_by_role("link", name="Face of example4d.nii.gz").click()
    check(page, "face")
    page.get_by_label("With which tool").fill("a tool 1.0")
    page.get_by_role("button", name="State it").click()
    expect(page.locator("main")).to_contain_text("Stated as defaced")
    check(page, "face that is stated")

    page.goto("/datasets/images/releases/")
    page.get_by_label("Name").fill("First release")
    page.get_by_label("Why").fill("For the archive")
    page.get_by_label("All 1").check()
    page.get_by_role("button", name="Make the release").click()
    expect(page.get_by_role("heading", name="First release")).to_be_visible()
    page.get_by_text("manifest.json").click()
    check(page, "release")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    path = tmp_path / "release.zip"
    taken.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert "images/example4d.nii.gz" in archive.namelist()
        report = archive.read("reports/example4d.html").decode()

    page.set_content(report)
    expect(page.locator("body")).to_contain_text("that it was defaced with a tool 1.0")
    check(page, "report")
