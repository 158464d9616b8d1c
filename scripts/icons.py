"""Draws the icons of the installed page from its own drawing: ``python scripts/icons.py``.

The pictures are committed; this is run again when ``web/src/assets/favicon.svg`` changes. It needs
the browser that the tests need.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_WEB = Path(__file__).resolve().parent.parent / "web"
_DRAWING = _WEB / "src" / "assets" / "favicon.svg"
_ICONS = _WEB / "public" / "icons"
_PAPER = "#faf9f5"
# The middle four fifths of a maskable icon are always seen.
_SEEN = 0.66


def main() -> None:
    """Writes every icon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    drawing = _DRAWING.read_text(encoding="utf-8")
    _ICONS.mkdir(parents=True, exist_ok=True)
    (_ICONS / "icon.svg").write_text(drawing, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox"]
        )
        for size in (192, 512):
            _draw(browser, drawing, size, f"icon-{size}.png")
        # On a phone's first screen and behind a mask there is no transparency.
        _draw(browser, drawing, 180, "icon-180.png", share=0.8, ground=_PAPER)
        _draw(browser, drawing, 512, "icon-maskable-512.png", share=_SEEN, ground=_PAPER)
        browser.close()


def _draw(
    browser: Browser, drawing: str, size: int, name: str, *, share: float = 1, ground: str = ""
) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{ground}}}"
        f"svg{{width:{share * 100}vw;height:{share * 100}vw}}</style>{drawing}"
    )
    page.screenshot(path=_ICONS / name, omit_background=not ground)
    page.close()


if __name__ == "__main__":
    main()
