"""The main job in a real browser, from upload to download: by mouse, by keyboard alone, and without scripts."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import nibabel
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, press
from tests.builders import nifti1_bytes, pair

EXAMPLE = Path(nibabel.__file__).parent / "tests" / "data" / "example4d.nii.gz"
REASON = "The protocol sheet says resting state"
# What the browser itself writes to the console when the server refuses a request.
REFUSAL = "the server responded with a status of 422"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with an image, a pair, an empty file and a web page."""
    folder = tmp_path / "study"
    folder.mkdir()
    header, voxels = pair(descrip=b"two files")
    (folder / "pair.hdr").write_bytes(header)
    (folder / "pair.img.gz").write_bytes(gzip.compress(voxels))
    (folder / "empty.nii.gz").write_bytes(b"")
    (folder / "page.nii").write_bytes(b"<!DOCTYPE html><title>Not found</title>" + bytes(500))
    (folder / "notes.json").write_bytes(b"{}")
    return folder


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    return Path(download.value.path()).read_bytes()


def test_the_whole_job(open_page: Open, files: Path) -> None:
    page = open_page(expected=(REFUSAL,))
    expect(page.get_by_role("heading", name="Drop a medical image to see its header")).to_be_visible()

    chosen = [EXAMPLE, files / "pair.hdr", files / "pair.img.gz", files / "empty.nii.gz", files / "page.nii"]
    page.locator("#files").set_input_files(chosen)
    expect(page.locator(".upload-stored")).to_have_count(2)
    failed = page.locator(".upload-failed")
    expect(failed).to_have_count(2)
    expect(failed.filter(has_text="empty.nii.gz")).to_contain_text("Not stored. The file has 0 bytes.")
    expect(page.get_by_role("link", name="example4d.nii.gz", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="pair.hdr", exact=True)).to_be_visible()

    page.get_by_role("link", name="example4d.nii.gz", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("example4d.nii.gz")
    expect(page.locator("#descrip")).to_contain_text("33 bytes after the end mark")
    for picture in page.locator("main img").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0

    page.locator("#descrip").hover()
    page.get_by_role("link", name="Edit descrip").click()
    page.get_by_role("textbox", name="descrip").fill("x" * 88)
    page.get_by_role("button", name="Add to changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was added")
    expect(page.get_by_role("textbox", name="descrip")).to_have_value("x" * 88)
    page.get_by_role("textbox", name="descrip").fill("rest")
    page.get_by_role("button", name="Add to changes").click()
    expect(page.locator(".tray")).to_contain_text("1 change, not saved.")

    page.reload()
    expect(page.locator("#descrip ins")).to_contain_text("rest")
    page.get_by_role("link", name="Review changes").click()
    expect(page.get_by_role("heading", name="Review 1 change")).to_be_visible()
    expect(page.locator("main")).to_contain_text("0 of 1,179,648")
    page.get_by_label("Why").fill(REASON)
    page.get_by_role("button", name="Save revision 2").click()
    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()

    page.get_by_role("link", name="History").click()
    newest = page.locator("#r2")
    expect(newest).to_contain_text(REASON)
    expect(newest).to_contain_text("descrip")
    original = EXAMPLE.read_bytes()
    assert downloaded(page, "Download revision 1") == original
    edited, before = gzip.decompress(downloaded(page, "Download revision 2")), gzip.decompress(original)
    assert edited == before[:148] + b"rest".ljust(80, b"\0") + before[228:]


def test_a_pair_leaves_as_a_pair_with_the_same_voxels(open_page: Open, files: Path) -> None:
    page = open_page()
    page.locator("#files").set_input_files([files / "pair.img.gz", files / "pair.hdr"])
    expect(page.locator(".upload-stored")).to_have_count(1)

    page.goto(page.get_by_role("link", name="pair.hdr", exact=True).first.get_attribute("href") or "")
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=".hdr").first.click()

    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.read("pair.img") == gzip.decompress((files / "pair.img.gz").read_bytes())


def test_a_folder_is_taken_with_its_sidecars_left_out(open_page: Open, files: Path) -> None:
    page = open_page(expected=(REFUSAL,))

    page.locator("#folder").set_input_files(files)

    expect(page.locator(".upload-failed")).to_have_count(2)
    expect(page.locator(".upload-left")).to_contain_text("notes.json")
    expect(page.get_by_role("link", name="pair.hdr", exact=True)).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Go on with Tab until the control with this accessible name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        described = page.evaluate(
            "() => { const it = document.activeElement;"
            " const of = it.labels?.length ? it.labels[0].textContent : it.textContent;"
            " return (it.getAttribute('aria-label') || of || '').replace(/\\s+/g, ' ').trim(); }"
        )
        if described.startswith(name):
            return
    raise AssertionError(f"Tab never reached {name!r}.")


def test_the_whole_job_by_keyboard_alone(open_page: Open, tmp_path: Path) -> None:
    scan = tmp_path / "scan.nii"
    scan.write_bytes(nifti1_bytes(descrip=b"old"))
    page = open_page()
    page.on("filechooser", lambda chooser: chooser.set_files(scan))

    tab_to(page, "Choose files")
    press(page, "Space")
    expect(page.locator(".upload-stored")).to_have_count(1)
    tab_to(page, "Look at it")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("scan.nii")

    press(page, "f")
    page.keyboard.type("descrip")
    press(page, "Enter", "Enter")
    expect(page.get_by_role("textbox", name="descrip")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("rest")
    press(page, "Enter")
    expect(page.locator(".tray")).to_contain_text("1 change, not saved.")
    press(page, "r")
    expect(page.get_by_role("heading", name="Review 1 change")).to_be_visible()
    tab_to(page, "Why")
    page.keyboard.type(REASON)
    press(page, "Control+Enter")
    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()

    tab_to(page, "History")
    press(page, "Enter")
    expect(page.locator("#r2")).to_contain_text(REASON)
    tab_to(page, "Download revision 2")
    with page.expect_download() as download:
        press(page, "Enter")
    before = scan.read_bytes()
    assert Path(download.value.path()).read_bytes() == before[:148] + b"rest".ljust(80, b"\0") + before[228:]


def test_the_whole_job_without_scripts(open_page: Open, tmp_path: Path) -> None:
    scan = tmp_path / "scan.nii"
    scan.write_bytes(nifti1_bytes(descrip=b"old"))
    page = open_page(scripts=False)

    page.locator("#files").set_input_files(scan)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="scan.nii", exact=True).first.click()
    page.get_by_role("link", name="Edit descrip").click()
    page.get_by_role("textbox", name="descrip").fill("rest")
    page.get_by_role("button", name="Add to changes").click()
    page.get_by_role("link", name="Review changes").click()
    page.get_by_label("Why").fill(REASON)
    page.get_by_role("button", name="Save revision 2").click()

    expect(page.get_by_text("Revision 2 saved. Voxels unchanged.")).to_be_visible()


def test_what_was_typed_survives_somebody_saving_first(open_page: Open, tmp_path: Path) -> None:
    scan = tmp_path / "scan.nii"
    scan.write_bytes(nifti1_bytes(descrip=b"old"))
    first = open_page(expected=("status of 412", "status of 409"))
    first.locator("#files").set_input_files(scan)
    first.get_by_role("link", name="Look at it").click()
    first.locator("#descrip").hover()
    first.get_by_role("link", name="Edit descrip").click()
    first.get_by_role("textbox", name="descrip").fill("mine")
    first.get_by_role("button", name="Add to changes").click()
    first.get_by_role("link", name="Review changes").click()
    first.get_by_label("Why").fill("My reason")

    second = first.context.new_page()
    token = first.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value")
    image = first.url.split("/images/")[1].split("/")[0]
    second.goto(first.url)
    etag = second.evaluate("id => fetch(`/api/v1/images/${id}`).then(r => r.json()).then(i => i.etag)", image)
    second.evaluate(
        """([id, etag, token]) => fetch(`/api/v1/images/${id}/header`, {method: 'PATCH', headers:
        {'Content-Type': 'application/json', 'If-Match': etag, 'X-CSRFToken': token},
        body: JSON.stringify({set: {cal_max: 9}})}).then(r => r.status)""",
        [image, etag, token],
    )
    first.get_by_role("button", name="Save revision 2").click()

    expect(first.locator("main")).to_contain_text("saved revision 2")
    expect(first.locator("main")).to_contain_text("mine")
    first.get_by_role("button", name="Put mine on top").click()
    expect(first.get_by_role("heading", name="Review 1 change")).to_be_visible()
