"""Row 13: stepping through slices in a browser, beside how long a viewer in the browser takes to its first slice."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.bench import Bench
from benchmarks.measure import Failed, percentile
from benchmarks.report import Row
from benchmarks.server import Uploaded

MEASURE = "from key to picture, stepping in a browser"
STEPS = 50
LIMIT = 0.050
# Without a graphics card WebGL is drawn by the processor, in NiiVue's times as well as on most servers of CI.
FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PATIENCE = 180_000  # milliseconds

# Steps one slice after another, each as soon as the one before is seen; from the key to the frame after its picture.
STEP = """async ([plane, steps]) => {
  const section = document.querySelector(`[data-plane=${plane}]`);
  const times = [];
  for (let number = 0; number < steps; number += 1) {
    const began = performance.now();
    const shown = new Promise((done) => {
      const seen = new MutationObserver(() => {
        seen.disconnect();
        requestAnimationFrame(() => done(performance.now()));
      });
      seen.observe(section, { attributes: true, attributeFilter: ["data-shown"] });
    });
    section.dispatchEvent(new KeyboardEvent("keydown", { key: "PageUp", bubbles: true, cancelable: true }));
    times.push((await shown) - began);
  }
  return times;
}"""


def rows(bench: Bench) -> Iterator[Row]:
    """One slice after another in each plane; the first slice of NiiVue comes after the whole file."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise Failed("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name in ("t1", "ct"):
            volume, image = bench.image(name)
            for space in ("voxel", "world"):
                times = _stepping(browser, bench, image, space)
                met = bench.judged(percentile(times, 50) <= LIMIT)
                yield Row(13, f"{MEASURE}, {space}", volume.title, "ours", times, target="p50 <= 50 ms", met=met)
            yield Row(13, "first slice after the page is opened", volume.title, "ours", _opening(browser, bench, image))
            yield _niivue(browser, bench, image, volume.title)


def _stepping(browser: Browser, bench: Bench, image: Uploaded, space: str) -> list[float]:
    times: list[float] = []
    for plane in ("axial", "coronal", "sagittal"):
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            page = context.new_page()
            _open(page, bench, f"/images/{image.id}/view/?space={space}")
            page.wait_for_timeout(500)
            # From the middle to one end: at least this many slices in every image.
            steps = min(STEPS, _left(page, plane))
            times += [each / 1000 for each in page.evaluate(STEP, [plane, steps])]
    return times


def _left(page: Page, plane: str) -> int:
    slider = page.locator(f'[data-slide="{plane}"]')
    return int(slider.evaluate("slider => Number(slider.max) - Number(slider.value)"))


def _opening(browser: Browser, bench: Bench, image: Uploaded) -> list[float]:
    """Until all three planes are seen, each time in a browser that was never here."""
    times = []
    for _ in range(5):
        with browser.new_context() as context:
            page, began = context.new_page(), time.perf_counter()
            _open(page, bench, f"/images/{image.id}/view/")
            times.append(time.perf_counter() - began)
    return times


def _open(page: Page, bench: Bench, path: str) -> None:
    page.goto(f"http://127.0.0.1:{bench.server.port}{path}")
    page.locator("[data-plane][data-shown]").nth(2).wait_for(timeout=PATIENCE)


def _niivue(browser: Browser, bench: Bench, image: Uploaded, title: str) -> Row:
    """From opening the page to the first drawing, which needs the whole file."""
    with browser.new_context() as context:
        page, began = context.new_page(), time.perf_counter()
        page.goto(f"http://127.0.0.1:{bench.server.port}/images/{image.id}/3d/")
        try:
            if page.locator("[data-load]").count():
                page.locator("[data-load]").click()
            page.wait_for_selector("[data-drawn]", timeout=PATIENCE)
        except Error as error:
            said = page.locator("[data-problem]").inner_text() or str(error).splitlines()[0]
            return Row(13, "first slice after the page is opened", title, "NiiVue", value="none", note=said)
        return Row(
            13,
            "first slice after the page is opened",
            title,
            "NiiVue",
            [time.perf_counter() - began],
            note="WebGL by software",
        )
