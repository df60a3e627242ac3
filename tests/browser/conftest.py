"""A real browser in front of the real server: `manage.py up` on a free port, with a data folder that is thrown away."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.servers import Server, token

# The last one draws WebGL by the processor, where there is no graphics card.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
# Two browsers on two shared cores are late at times.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
# A click waits until the scripts of a page have run: before, its buttons are drawn and do nothing.
NO_CLICK_YET = """
new MutationObserver((_, watching) => {
  if (!document.documentElement) return;
  watching.disconnect();
  document.documentElement.style.pointerEvents = "none";
}).observe(document, { childList: true });
addEventListener("DOMContentLoaded", () => document.documentElement.style.removeProperty("pointer-events"));
"""
# What the browser then says by itself.
GL = ("GL Driver Message", "GroupMarkerNotSet")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def headers(server: Server) -> dict[str, str]:
    """What a program of the local user adds to each call."""
    return {"Authorization": f"Bearer {token(server.data)}", "Content-Type": "application/json"}


@pytest.fixture
def address(server: Server, headers: dict[str, str]) -> Iterator[str]:
    """Where the server listens. It has no images yet, and in the end it has none again."""
    yield f"http://127.0.0.1:{server.port}"
    body = json.dumps({"reason": "The test is over."}).encode()
    _, _, listed = server.get("/api/v1/images", headers)
    for image in json.loads(listed)["results"]:
        for method, path in (("DELETE", ""), ("POST", "/purge")):
            status, _, said = server.ask(method, f"/api/v1/images/{image['id']}{path}", body, headers)
            assert status < 300, said


def chromium() -> str:
    """Where the browser is; without one the test is skipped."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("There is no Chromium; CHROMIUM says where it is.")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


def press(page: Page, *keys: str) -> None:
    """Press keys one after another, once the page has its scripts: before, a single key means nothing to it."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """A new page at the library. At the end nothing may have been complained about in any page's console."""
    complaints: list[str] = []
    contexts = []

    def opened(
        path: str = "/",
        *,
        width: int = 1280,
        dark: bool = False,
        scripts: bool = True,
        bypass_csp: bool = False,
        expected: tuple[str, ...] = (),
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            bypass_csp=bypass_csp,
            accept_downloads=True,
            ignore_https_errors=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if scripts:
            page.add_init_script(NO_CLICK_YET)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in ("error", "warning") and not any(part in message.text for part in expected)
                else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
