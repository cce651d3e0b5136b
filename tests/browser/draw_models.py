"""Draw the shipped models with the product's own viewer: `python -m tests.browser.draw_models` writes docs/processes/*.svg."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from bpmn.loader import shipped_models

ROOT = Path(__file__).parents[2]
DIST = ROOT / "webui" / "static" / "webui" / "dist"
TARGET = ROOT / "docs" / "processes"
ORIGIN = "http://drawing.invalid"
TYPES = {".js": "text/javascript", ".css": "text/css"}
# The tokens that the viewer paints with, in the light theme: a paper is printed.
PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
<style>:root{--surface:#fff;--ink:#1b2222} body{font-family:-apple-system,'Segoe UI','Noto Sans','Noto Sans SC',
'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif} .diagram-canvas{width:1400px;height:900px}</style>
<link rel="stylesheet" href="/viewer.css"></head><body><div data-diagram="document"></div>
<script type="application/json" id="document">%s</script><script type="module" src="/viewer.js"></script></body></html>"""
SAVE = "async () => (await document.querySelector('[data-diagram]').carelaneViewer.saveSVG()).svg"


def draw(xml: str, executable: str | None = None) -> str:
    """The drawing of one BPMN file as SVG, English names, light colours."""
    # `</` would end the script element that carries the drawing.
    page_text = PAGE % json.dumps({"xml": xml}).replace("</", "<\\/")

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ORIGIN).strip("/")
        if not name:
            route.fulfill(body=page_text, content_type="text/html; charset=utf-8")
        elif (path := DIST / name).is_file():
            route.fulfill(body=path.read_bytes(), content_type=TYPES.get(path.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(ORIGIN + "/")
        page.wait_for_function(
            "document.querySelector('[data-diagram]').carelaneViewer?.get('elementRegistry').getAll().length > 1"
        )
        drawing: str = page.evaluate(SAVE)
        browser.close()
    return drawing


def main() -> None:
    executable = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
    for model in shipped_models():
        for name, raw in sorted(model.files.items()):
            if name.endswith(".bpmn"):
                target = TARGET / f"{Path(name).stem}.svg"
                target.write_text(draw(raw.decode("utf-8-sig"), executable).rstrip() + "\n", encoding="utf-8")
                sys.stdout.write(f"{target.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
