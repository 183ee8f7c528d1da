"""Photographs every page in every state: light, dark and on a phone (make screenshots).

Nothing is asserted: the pictures in screenshots/ are for people to look at. ``ARGS=readme`` renews
the pictures of the README instead.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.pages import APP, BACK, EVERY_PAGE, Shown, asking
from tests.browser.stage import set_stage
from tests.support.chromium import launch_chromium
from tests.support.databases import migrate

FOLDER = Path("screenshots")
README_FOLDER = Path("docs", "pictures")
README = ["readme"]
VIEWS = (("light", 1280), ("dark", 1280), ("light", 390))
HEIGHT = 900
# The pages that the README begins with, and the size of their pictures.
README_PICTURES = (
    (Shown("consent", asking("poster", scope="events:write", **BACK), "olivia"), (544, 900)),
    (Shown("app", APP, "devi"), (1180, 598)),
)


def main(wanted: list[str]) -> None:
    """Photograph the pages whose name begins with one of ``wanted``; without any, all of them."""
    folder = README_FOLDER if wanted == README else FOLDER
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        home = Path(name)
        blank = home / "migrated.db"
        migrate(f"sqlite:///{blank}", home=home)
        with set_stage(launch_chromium(playwright), blank, home) as stage:
            if wanted == README:
                for shown, size in README_PICTURES:
                    illustrate(stage, shown, size)
            else:
                for shown in EVERY_PAGE:
                    if not wanted or shown.name.startswith(tuple(wanted)):
                        photograph(stage, shown)
    print(f"{folder.resolve()} holds the pictures.")


def illustrate(stage, shown: Shown, size: tuple[int, int]) -> None:
    """Save the beginning of the page as the README shows it, for readers in light and in dark."""
    with stage.showing(shown) as (page, _status):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
            path = README_FOLDER / f"{shown.name}-{theme}.webp"
            picture.convert("RGB").save(path, lossless=True, method=6)


def photograph(stage, shown: Shown) -> None:
    """Save the page's pictures."""
    with stage.showing(shown) as (page, _status):
        for theme, width in VIEWS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            # As high as the page, so that a bar that sticks to the window's edge is at the end.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
            path = FOLDER / file_name(shown, theme, width)
            page.screenshot(path=path, full_page=True, animations="disabled")


def file_name(shown: Shown, theme: str, width: int) -> str:
    """The picture's name: "consent-one-team-light-390.png"."""
    words = "".join(letter if letter.isalnum() else " " for letter in shown.name).split()
    return "-".join([*words, theme, str(width)]) + ".png"


if __name__ == "__main__":
    main(sys.argv[1:])
