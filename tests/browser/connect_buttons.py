"""Draws the PNG of each connect button from its SVG (python -m tests.browser.connect_buttons)."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.chromium import launch_chromium

FOLDER = Path("static/img/connect")
SCALE = 3  # pixels a CSS pixel, for sharp screens


def main() -> None:
    """Draw them all, on a transparent ground."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        page = browser.new_page(device_scale_factor=SCALE)
        for drawing in sorted(FOLDER.glob("*.svg")):
            page.set_content(f'<body style="margin: 0">{drawing.read_text()}</body>')
            button = page.locator("svg").first
            button.screenshot(path=drawing.with_suffix(".png"), omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
