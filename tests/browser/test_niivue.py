"""The image in 3D: NiiVue, an independent client, opens what was edited; where it cannot, the page says why."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS, GL, Open, chromium
from tests.builders import nifti1_bytes, nifti2_bytes
from tests.servers import Server

DIM = (4, 16, 16, 8, 2, 1, 1, 1)
BLOCK = np.random.default_rng(3).integers(400, 900, 16 * 16 * 8 * 2).astype("<i2").tobytes()
FILES = {
    "one.nii.gz": gzip.compress(nifti1_bytes(dim=DIM, block=BLOCK), mtime=0),
    "two.nii": nifti2_bytes(dim=DIM, block=BLOCK),
    # A type of voxel that few programs know.
    "long.nii": nifti1_bytes(dim=(3, 4, 3, 2, 1, 1, 1, 1), datatype=1536),
}


def stored(page: Page, folder: Path, name: str) -> str:
    """Upload one of the files and go to its header page; the image's id."""
    (folder / name).write_bytes(FILES[name])
    page.locator("#files").set_input_files(folder / name)
    page.locator(".upload-stored").get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url.split("/images/")[1].split("/")[0]


def moved(server: Server, headers: dict[str, str], image: str) -> None:
    """Edit the header: everything lies 100 mm farther to the right."""
    path = f"/api/v1/images/{image}/header"
    etag = server.get(path, headers)[1]["ETag"]
    body = {"set": {"srow_x": [2, 0, 0, 97]}, "reason": "Moved to the right"}
    status, _, said = server.ask("PATCH", path, json.dumps(body).encode(), {**headers, "If-Match": etag})
    assert status == 200, said


def drawn(page: Page) -> float:
    """Where the cross is, in mm to the right, once NiiVue has drawn the image."""
    expect(page.locator("[data-drawn]")).to_be_visible(timeout=60_000)
    said = re.match(r"RAS\+ (\S+),", page.locator("[data-place]").inner_text())
    assert said
    return float(said[1].replace("−", "-"))


def greys(page: Page) -> float:
    """The part of the picture that is neither black nor coloured, as letters and cross are: the voxels."""
    picture = np.asarray(Image.open(io.BytesIO(page.locator("canvas").screenshot())).convert("RGB"), dtype=int)
    return float(((picture.max(axis=2) - picture.min(axis=2) < 8) & (picture.max(axis=2) > 24)).mean())


@pytest.mark.parametrize("name", ["one.nii.gz", "two.nii"])
def test_niivue_opens_an_edited_file_where_the_edit_put_it(
    open_page: Open, server: Server, headers: dict[str, str], tmp_path: Path, name: str
) -> None:
    page = open_page(expected=GL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    image = stored(page, tmp_path, name)
    assert not any("vendor/niivue" in each for each in asked)

    page.get_by_role("link", name="Open in 3D").click()
    before = drawn(page)
    assert greys(page) > 0.02
    page.get_by_role("button", name="Volume", exact=True).click()
    assert greys(page) > 0.005
    page.get_by_role("slider", name="Volume").press("ArrowRight")
    expect(page.locator("output")).to_have_text("2")

    moved(server, headers, image)
    page.reload()
    assert drawn(page) == pytest.approx(before + 100, abs=0.02)
    assert greys(page) > 0.02
    assert f"/api/v1/images/{image}/download?as=nii.gz&revision=2" in " ".join(asked)


def test_a_key_in_the_picture_moves_the_cross_and_means_nothing_to_the_page(open_page: Open, tmp_path: Path) -> None:
    page = open_page(expected=GL)
    stored(page, tmp_path, "one.nii.gz")
    page.get_by_role("link", name="Open in 3D").click()
    before = drawn(page)

    page.locator("canvas").focus()
    page.keyboard.press("l")
    expect(page.locator("[data-place]")).not_to_contain_text(f"RAS+ {before:g},".replace("-", "−"))
    assert drawn(page) > before
    address = page.url
    page.keyboard.press("g")
    page.keyboard.press("h")
    assert page.url == address


def test_a_file_that_niivue_does_not_open_is_told(open_page: Open, tmp_path: Path) -> None:
    page = open_page(expected=(*GL, "status of 422"))
    image = stored(page, tmp_path, "long.nii")

    page.goto(f"/images/{image}/3d/")

    expect(page.locator("[data-problem]")).to_contain_text("NiiVue does not open this file.")
    page.get_by_role("link", name="See the slices").click()
    expect(page).to_have_url(re.compile("/view/"))


@pytest.fixture
def without_webgl(browser: Browser) -> Iterator[Browser]:
    another = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, "--disable-3d-apis"])
    yield another
    another.close()


def test_without_webgl_the_page_says_so_and_leads_to_the_slices(
    open_page: Open, without_webgl: Browser, address: str, tmp_path: Path
) -> None:
    image = stored(open_page(), tmp_path, "one.nii.gz")
    page = without_webgl.new_page(base_url=address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"/images/{image}/3d/")

    expect(page.locator("[data-problem]")).to_contain_text("No 3D here: this browser has no WebGL 2")
    assert not any("vendor/niivue" in each or "/download" in each for each in asked)
    page.get_by_role("link", name="See the slices").click()
    expect(page).to_have_url(re.compile("/view/"))


def test_without_scripts_the_page_says_so(open_page: Open, tmp_path: Path) -> None:
    image = stored(open_page(), tmp_path, "one.nii.gz")

    page = open_page(f"/images/{image}/3d/", scripts=False)

    expect(page.get_by_text("3D is drawn by your browser, which needs scripts for it.")).to_be_visible()


def test_the_distribution_of_the_values_comes_after_the_page(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    image = stored(page, tmp_path, "one.nii.gz")
    expect(page.get_by_role("img", name=re.compile("^Values from"))).to_be_visible()

    plain = open_page(f"/images/{image}/", scripts=False)
    plain.get_by_role("link", name="See how the values are distributed").click()
    expect(plain.get_by_role("img", name=re.compile("^Values from"))).to_be_visible()
