"""A real Chromium, where there is one: without it these tests are left out, unless somebody insists on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.browsing import Opened, Visit
from tests.browser.written import PAGES

REQUIRED = os.environ.get("PASSKEYCTL_TESTS_REQUIRE") == "everything"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def left_out(why: str) -> None:
    """In a pipeline that insists nothing may be left out unnoticed."""
    if REQUIRED:
        pytest.fail(f"the environment says that a browser is required, and {why}")
    pytest.skip(why)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("PASSKEYCTL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        left_out("there is no Chromium: install it from your system's packages")
    return found


# Not for the session: while it is open a loop runs in this thread, and no other test could start one.
@pytest.fixture(scope="module")
def visit(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        left_out("playwright is not installed: install `.[dev]`")
    folder = tmp_path_factory.mktemp("pages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS), headless=True)
        try:
            yield Visit(browser, folder)
        finally:
            browser.close()


@pytest.fixture(params=sorted(PAGES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def large(visit: Visit) -> Iterator[Opened]:
    with visit.opened("large") as opened:
        yield opened


def written(folder: Path, name: str) -> Path:
    path = folder / f"{name}.html"
    if not path.exists():
        path.write_text(PAGES[name](), encoding="utf-8")
    return path
