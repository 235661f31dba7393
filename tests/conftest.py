"""What every room's tests may ask for: the corpora beside the checkout, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

CHROMIUM = [
    "--no-sandbox",  # refused to root, and only our own pages on loopback are opened
    "--disable-gpu",
    "--disable-quic",
    # it calls nobody on its own
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Two busy cores make an honest test slow, which is no finding.
settings.register_profile("muniment", parent=settings(), deadline=None)
settings.load_profile("muniment")


def skip_or_fail(reason: str) -> NoReturn:
    """A machine may lack what a test needs, the continuous integration may not."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def need_shared() -> None:
    if not SHARED.is_dir():
        skip_or_fail("the corpora and schemas in ../shared are not beside this checkout")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared"):
        need_shared()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora, official schemas and practice notes beside the checkout."""
    need_shared()
    return SHARED


@pytest.fixture(scope="session")
def unzip() -> str:
    """Info-ZIP, the plain tool that anybody would open an AIP with."""
    found = shutil.which("unzip")
    if found is None:
        skip_or_fail("unzip is not installed (Debian: apt-get install unzip)")

    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, headless; Playwright's own browsers are never downloaded."""
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_or_fail("chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - costs 0.3 s, few tests ask

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
