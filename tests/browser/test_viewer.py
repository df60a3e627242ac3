"""The viewer in a real browser: one crosshair in three planes, by mouse, by keyboard, and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import nibabel
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, press

EXAMPLE = Path(nibabel.__file__).parent / "tests" / "data" / "example4d.nii.gz"
PLANES = ("axial", "coronal", "sagittal")


def viewer(open_page: Open, query: str = "", **how: object) -> Page:
    """The viewer of the example: 128 by 96 by 24 voxels, two volumes, axes LAS."""
    page = open_page(**how)
    page.locator("#files").set_input_files(EXAMPLE)
    page.get_by_role("link", name="Look at it").click()
    page.goto(page.url.split("#")[0].split("?")[0] + f"view/{query}")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    """Wait until each plane shows what its number says."""
    for plane in PLANES:
        expect(page.locator(f"[data-plane={plane}][data-shown]")).to_have_count(1)


def plane(page: Page, name: str) -> Locator:
    return page.locator(f"[data-plane={name}]")


def read_out(page: Page) -> list[list[str]]:
    return [row.locator("td").all_inner_texts() for row in page.locator("[data-read-out] tr").all()]


def test_the_keyboard_steps_and_the_address_says_so(open_page: Open) -> None:
    page = viewer(open_page)
    axial = plane(page, "axial")
    axial.focus()
    expect(axial).to_have_attribute("data-shown", re.compile("index=12&"))

    press(page, "PageUp", "Shift+PageDown", "ArrowRight", "Shift+ArrowUp")

    # Axes are LAS: the patient's right is where the first index is lower.
    expect(page.locator("[data-read-out] tr").nth(2).locator("td")).to_have_text(["63", "58", "3"])
    expect(axial).to_have_attribute("data-shown", re.compile("index=3&"))
    expect(plane(page, "coronal")).to_have_attribute("data-shown", re.compile("index=58&"))
    expect(plane(page, "sagittal")).to_have_attribute("data-shown", re.compile("index=63&"))
    expect(page).to_have_url(re.compile("axial=3&coronal=58&sagittal=63"))
    expect(axial).to_have_attribute("aria-label", re.compile(r"^Axial, slice 3, .* mm, value \d+"))

    before = read_out(page)
    page.reload()
    drawn(page)
    assert read_out(page) == before


def test_the_millimetres_and_the_value_are_those_of_nibabel(open_page: Open) -> None:
    page = viewer(open_page, "?axial=7&coronal=20&sagittal=100&axis4=1")
    image = nibabel.load(EXAMPLE)

    plane(page, "coronal").focus()
    press(page, "ArrowLeft", "ArrowDown")

    expect(page.locator("[data-value]")).to_have_text(str(image.dataobj[101, 20, 6, 1]))  # type: ignore[attr-defined]
    ras, lps, voxel = read_out(page)
    place = (image.affine @ [101, 20, 6, 1])[:3]  # type: ignore[attr-defined]
    assert voxel == ["101", "20", "6"]
    assert ras == [f"{part:.1f}".replace("-", "−") for part in place]
    assert lps == [f"{part:.1f}".replace("-", "−") for part in (-place[0], -place[1], place[2])]


def test_a_click_and_a_drag_move_the_crosshair_in_all_planes(open_page: Open) -> None:
    page = viewer(open_page)
    box = plane(page, "sagittal").bounding_box()
    assert box

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2 - 10, steps=4)
    page.mouse.up()

    # Anterior is on the left of a sagittal picture: the drag went there and up.
    voxel = [int(part) for part in read_out(page)[2]]
    assert voxel[0] == 64
    assert voxel[1] > 48
    assert voxel[2] >= 12
    for name, axis in (("axial", 2), ("coronal", 1)):
        expect(plane(page, name)).to_have_attribute("data-shown", re.compile(f"index={voxel[axis]}&"))


def test_the_wheel_steps_slices_and_with_alt_volumes(open_page: Open) -> None:
    page = viewer(open_page)
    plane(page, "axial").hover()

    page.mouse.wheel(0, -120)
    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("index=13&"))
    page.keyboard.down("Alt")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Alt")

    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("index=13&volume=1&"))
    expect(page.get_by_label("Volume", exact=True)).to_have_value("1")


def test_sliders_and_numbers_do_the_same(open_page: Open) -> None:
    page = viewer(open_page)

    page.get_by_label("Coronal, slider").fill("30")
    page.get_by_label("Sagittal", exact=True).fill("9999")
    press(page, "Enter")

    expect(page.locator("[data-read-out] tr").nth(2).locator("td")).to_have_text(["127", "30", "12"])
    expect(page.get_by_label("Sagittal", exact=True)).to_have_value("127")


def test_left_and_right_are_turned_round_and_remembered(open_page: Open) -> None:
    page = viewer(open_page, "?axial=5")
    expect(plane(page, "axial").locator(".plane-l")).to_have_text("L")

    press(page, "c")

    expect(plane(page, "axial").locator(".plane-l")).to_have_text("R")
    expect(page).to_have_url(re.compile("axial=5&.*convention=radiological"))
    page.goto(page.url.split("?")[0])
    expect(plane(page, "axial").locator(".plane-l")).to_have_text("R")


def test_world_space_shows_the_same_place(open_page: Open) -> None:
    page = viewer(open_page, "?axial=5&coronal=30&sagittal=90")
    before = [float(part.replace("−", "-")) for part in read_out(page)[0]]

    page.get_by_role("link", name="In world space").click()

    drawn(page)
    after = [float(part.replace("−", "-")) for part in read_out(page)[0]]
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 1.1
    plane(page, "axial").focus()
    press(page, "PageUp")
    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("space=world.*centre="))
    page.get_by_label("Between voxels").select_option("linear")
    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("interpolation=linear"))


def test_the_window_is_chosen_and_kept(open_page: Open) -> None:
    page = viewer(open_page)
    usual = page.get_by_label("White").input_value()

    page.get_by_label("White").fill("5")
    page.get_by_label("Black").fill("9")
    press(page, "Tab")
    expect(page.get_by_role("alert")).to_contain_text("Black has to be a smaller number than white.")
    page.get_by_role("button", name="Full range").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert float(page.get_by_label("White").input_value()) > float(usual)
    plane(page, "axial").focus()
    press(page, "w")
    expect(page.get_by_label("White")).to_have_value(usual)

    box = plane(page, "axial").bounding_box()
    assert box
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down(button="right")
    page.mouse.move(box["x"] + 100, box["y"] + 200, steps=3)
    page.mouse.up(button="right")
    chosen = page.get_by_label("White").input_value()
    assert float(chosen) > float(usual)
    expect(page).to_have_url(re.compile(f"high={re.escape(chosen)}"))

    page.get_by_role("button", name="Save as cal_min and cal_max").click()
    expect(page.get_by_label("Why")).to_have_value("The window chosen in the viewer.")
    expect(page.locator("main")).to_contain_text("cal_max")


def test_colours_and_zoom_are_in_the_address(open_page: Open) -> None:
    page = viewer(open_page)

    page.get_by_label("Colours").select_option("viridis")
    press(page, "+", "+")

    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("colormap=viridis"))
    expect(page).to_have_url(re.compile("colormap=viridis.*zoom=2"))
    page.reload()
    drawn(page)
    expect(page.locator("[data-zoomed]")).to_have_text("2×")


@pytest.mark.parametrize("name", PLANES)
def test_what_is_drawn_is_what_the_server_sent(open_page: Open, name: str) -> None:
    page = viewer(open_page)
    shown = page.evaluate(
        """async (name) => {
          const section = document.querySelector(`[data-plane=${name}]`);
          const canvas = section.querySelector("canvas");
          const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const sent = await createImageBitmap(await (await fetch(section.dataset.shown)).blob());
          const plain = new OffscreenCanvas(sent.width, sent.height).getContext("2d");
          plain.drawImage(sent, 0, 0);
          const levels = plain.getImageData(0, 0, sent.width, sent.height).data;
          const scale = Math.min(canvas.width / sent.width, canvas.height / sent.height);
          const [left, top] = [(canvas.width - sent.width * scale) / 2, (canvas.height - sent.height * scale) / 2];
          let wrong = 0;
          for (let row = 0; row < sent.height; row += 1) for (let column = 0; column < sent.width; column += 1) {
            const x = Math.floor(left + (column + 0.5) * scale), y = Math.floor(top + (row + 0.5) * scale);
            if (drawn.data[4 * (y * canvas.width + x)] !== levels[4 * (row * sent.width + column)]) wrong += 1;
          }
          return wrong;
        }""",
        name,
    )

    assert shown == 0


def test_a_slice_that_is_missing_says_why_in_its_place(open_page: Open, tmp_path: Path) -> None:
    cut = tmp_path / "cut.nii"
    image = nibabel.load(EXAMPLE)
    nibabel.save(nibabel.Nifti1Image(image.dataobj[..., 0], image.affine), cut)  # type: ignore[attr-defined, no-untyped-call]
    cut.write_bytes(cut.read_bytes()[:-30_000])
    page = open_page(expected=("status of 422",))
    page.locator("#files").set_input_files(cut)
    page.get_by_role("link", name="Look at it").click()
    page.goto(page.url.split("#")[0].split("?")[0] + "view/?axial=22")

    plane(page, "axial").focus()
    press(page, "PageUp")

    expect(plane(page, "axial").locator("[data-none]")).to_contain_text("No picture: the file ends")
    press(page, "Shift+PageDown")
    expect(plane(page, "axial")).to_have_attribute("data-shown", re.compile("index=13&"))
    expect(plane(page, "axial").locator("[data-none]")).to_be_hidden()


def test_without_scripts_the_page_shows_slices_and_a_form(open_page: Open) -> None:
    page = open_page()
    page.locator("#files").set_input_files(EXAMPLE)
    page.get_by_role("link", name="Look at it").click()
    expect(page.locator("h1")).to_have_text("example4d.nii.gz")
    path = page.url.split("#")[0].split("?")[0].partition("/images/")[2]
    plain = open_page(f"/images/{path}view/", scripts=False)

    plain.get_by_label("Axial", exact=True).fill("4")
    plain.get_by_label("Volume", exact=True).fill("1")
    plain.get_by_role("button", name="Show").click()

    expect(plain).to_have_url(re.compile("axial=4"))
    for picture in plain.locator(".plane img").all():
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert read_out(plain)[2] == ["64", "48", "4"]
    plain.get_by_role("link", name="In world space").click()
    expect(plain.get_by_label("Between voxels")).to_be_visible()
    plain.get_by_role("button", name="Radiological").click()
    expect(plane(plain, "axial").locator(".plane-l")).to_have_text("R")
