"""Two people work on one image in server mode: every page they come by, looked at wide and narrow, light and dark."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import tls
from tests.browser.conftest import Open
from tests.browser.test_accessible import EXAMPLE, check
from tests.doors.phone import Phone
from tests.servers import Server, start

# Colours do not depend on the width, nor does what has room on the colours.
LOOKS = [(1280, "dark"), (400, "light")]
SERVER_MODE = {
    "HEADER_INSPECTOR_MODE": "server",
    "HEADER_INSPECTOR_HTTPS": "proxy",
    "HEADER_INSPECTOR_HOSTS": tls.NAME,
    "HEADER_INSPECTOR_SECRET_KEY": "k7Jw" * 20 + "!x",
}
PASSWORD = "a long walk by the sea"
# A folder that keeps a picture of each page, for whoever wants to see them.
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "served", SERVER_MODE) as server:
        yield server


@pytest.fixture
def address(server: Server, tmp_path: Path) -> Iterator[str]:
    with tls.proxy(server.port, tmp_path) as address:
        yield address


@pytest.fixture
def invitation(server: Server) -> str:
    """The page of a link that an administrator made for the first manager."""
    printed, _ = start(server.data, "invite", variables=SERVER_MODE).communicate(timeout=60)
    return printed.strip().removeprefix(f"https://{tls.NAME}")


def look(page: Page, name: str) -> None:
    """Find nothing to complain about in any of the looks."""
    page.wait_for_load_state()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        # Colours on their way from one look to the other would be measured.
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        check(page, f"{name} at {width}, {scheme}")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name.replace(' ', '-')}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def make_account(page: Page, username: str, full_name: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Full name").fill(full_name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make account and join").click()


def test_two_people_review_an_image(open_page: Open, invitation: str) -> None:
    # axe writes inline styles into the page it measures, which the policy forbids.
    olga = open_page("/login/", bypass_csp=True, expected=("status of 4",))
    look(olga, "sign in")
    olga.goto(invitation)
    look(olga, "invitation")
    make_account(olga, "olga", "Olga Manager")
    olga.wait_for_load_state()
    olga.locator("#files").set_input_files(EXAMPLE)
    expect(olga.locator(".upload-stored")).to_have_count(1)

    olga.goto("/datasets/")
    look(olga, "datasets")
    olga.get_by_role("link", name="Members of").click()
    look(olga, "dataset")
    olga.get_by_label("Invite as").select_option("reviewer")
    olga.get_by_label("For whom").fill("the reviewer")
    olga.get_by_role("button", name="Make link").click()
    look(olga, "dataset with a link")
    link = olga.get_by_label("Invitation link").input_value()

    mara = open_page(re.sub("^https://[^/]+", "", link), bypass_csp=True, expected=("status of 4",))
    make_account(mara, "mara", "Mara Reviewer")
    expect(mara.locator("#images")).to_contain_text("example4d.nii.gz")

    mara.goto("/account/")
    look(mara, "account")
    mara.get_by_label("New token for").fill("night run")
    mara.get_by_role("button", name="Make token").click()
    look(mara, "account with a token")

    olga.goto("/")
    olga.get_by_role("link", name="example4d.nii.gz").first.click()
    image = olga.url.split("#")[0]
    olga.goto(f"{image}signoff/")
    look(olga, "ask for review")
    olga.get_by_label("Whom").select_option(label="Mara Reviewer")
    olga.get_by_label("Note").last.fill("Is the repetition time right?")
    olga.get_by_role("button", name="Ask for review").click()
    look(olga, "header that waits for a review")

    mara.goto("/waiting/")
    look(mara, "what waits")
    mara.goto(f"{image}comments/?field=pixdim")
    look(mara, "first comment")
    mara.get_by_label("Comment", exact=True).fill("@olga the fourth number is in seconds")
    mara.get_by_role("button", name="Comment", exact=True).click()
    expect(mara.locator(".comment-text")).to_contain_text("the fourth number")
    look(mara, "comments")

    mara.goto(f"{image}edit/text/?field=descrip")
    mara.get_by_label("descrip").first.fill("looked at twice")
    mara.get_by_role("button", name="Add to changes").click()
    mara.goto(f"{image}review/")
    look(mara, "review of an edit")
    mara.get_by_label("Why").fill("Says what was done")
    mara.get_by_role("button", name="Propose").first.click()
    look(mara, "own proposal")

    olga.goto("/waiting/")
    look(olga, "what waits for the manager")
    olga.goto(mara.url)
    look(olga, "proposal")
    olga.get_by_role("button", name="Accept").click()

    mara.goto(f"{image}signoff/")
    look(mara, "review of an edit of her own")
    mara.get_by_role("button", name="Request changes").click()
    look(mara, "changes requested without a note")
    olga.goto(f"{image}signoff/")
    olga.get_by_role("button", name="Mark revision 2 as reviewed").click()
    look(olga, "reviewed")
    mara.goto(f"{image}history/")
    look(mara, "history")
    mara.goto(f"{image}move/")
    look(mara, "refused")

    for name, path in {
        "audit": "/audit/",
        "rules": olga.url,
        "erase": f"{image}erase/",
        "remove": f"{image}remove/",
        "help": "/help/",
    }.items():
        olga.goto(path)
        look(olga, name)
    olga.goto(f"{image}remove/")
    olga.get_by_label("Why").fill("Sent by mistake")
    olga.get_by_role("button", name="Remove image").click()
    olga.goto("/datasets/images/removed/")
    look(olga, "removed images")


def test_somebody_signs_in_with_a_second_factor(open_page: Open, invitation: str) -> None:
    olga = open_page(invitation, bypass_csp=True, expected=("status of 4",))
    make_account(olga, "olga", "Olga Manager")
    olga.goto("/account/")
    olga.get_by_role("link", name="Set up").click()
    look(olga, "second factor to set up")
    phone = Phone(olga.locator("#key").inner_text(), [])
    olga.get_by_label("Code that the app shows now").fill(phone.code(time.time()))
    olga.get_by_label("Your password, once more").fill(PASSWORD)
    olga.get_by_role("button", name="Set up").click()
    look(olga, "recovery codes")
    recovery = olga.locator(".recovery-codes li").first.inner_text()
    olga.get_by_role("link", name="I have kept them").click()
    look(olga, "account with a second factor")
    olga.goto("/account/second-factor/")
    look(olga, "second factor")

    olga.get_by_role("button", name="Sign out").click()
    olga.goto("/login/")
    olga.get_by_label("User name").fill("olga")
    olga.get_by_label("Password").fill(PASSWORD)
    olga.get_by_role("button", name="Sign in").click()
    look(olga, "code asked for")
    olga.get_by_role("textbox", name="Code").fill("123")
    olga.get_by_role("button", name="Sign in").click()
    look(olga, "code refused")
    olga.get_by_role("textbox", name="Code").fill(recovery)
    olga.get_by_role("button", name="Sign in").click()
    expect(olga.get_by_role("button", name="Sign out")).to_be_visible()
