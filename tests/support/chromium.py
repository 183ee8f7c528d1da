"""Finds and starts a real Chromium: the machine's own, else the one Playwright has downloaded."""

import os
import shutil

from playwright.sync_api import Browser, Error, Playwright

# The first is the same engine without a window's own pages: a quarter less work for tests.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = (
    "--no-sandbox",  # its sandbox does not start as root, which containers are
    "--disable-gpu",
    "--in-process-gpu",  # what is drawn without one needs no process beside
    "--js-flags=--no-opt --no-maglev",  # a page ends before what a compiler made of it pays
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class NoChromiumError(Exception):
    """No Chromium can be started here; the text says why."""


def find_chromium() -> str | None:
    """Return the path in ``CHROMIUM``, else of the first one on PATH; None when there is none."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def launch_chromium(playwright: Playwright) -> Browser:
    """Return a started browser; raise NoChromiumError when none can be had."""
    try:
        # Without a path Playwright starts its own download, where there is one.
        return playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
    except Error as error:
        reason = error.message.strip().splitlines()[0]
        raise NoChromiumError(f"No Chromium to test with (try make browser): {reason}") from error
