"""The committed bundle is whole: entries, icons in use, licence texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from webui.bundle import DIST, stylesheets
from webui.urls import ROOMS

WEBUI = Path(__file__).resolve().parents[3] / "webui"


@pytest.mark.parametrize("entry", ["shell", "form", "viewer", "modeler"])
def test_each_entry_stands_with_the_chunks_that_it_names(entry):
    script = (DIST / f"{entry}.js").read_text(encoding="utf-8")

    for chunk in re.findall(r"""from\s*["']\./([\w-]+\.js)["']|import\s*["']\./([\w-]+\.js)["']""", script):
        assert (DIST / (chunk[0] or chunk[1])).is_file()


def test_an_unknown_entry_is_refused():
    with pytest.raises(FileNotFoundError, match="make frontend"):
        stylesheets("charts")


def test_every_icon_that_a_page_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="(\w+)"', (DIST / "icons.svg").read_text(encoding="utf-8")))
    named = {room.icon for room in ROOMS if isinstance(room.icon, str)}
    for template in (WEBUI / "templates").rglob("*.html"):
        named |= set(re.findall(r"{%\s*icon\s+[\"'](\w+)[\"']", template.read_text(encoding="utf-8")))

    assert named <= sprite | {"name"}, named - sprite
    assert set(json.loads((WEBUI / "frontend" / "icons.json").read_text(encoding="utf-8"))) == sprite


def test_licences_and_the_watermark_go_along():
    licences = (DIST / "LICENSES.txt").read_text(encoding="utf-8")

    for package in ("bpmn-js ", "@bpmn-io/form-js-viewer ", "htmx.org ", "@material-symbols/svg-400 "):
        assert package in licences
    for path in [*DIST.glob("*.css"), *WEBUI.glob("static/webui/*.css")]:
        assert not re.search(
            r"(bjs|fjs)-powered-by[^{]*{[^}]*(display:\s*none|visibility:\s*hidden)", path.read_text(encoding="utf-8")
        )


def test_versions_are_pinned_exactly():
    package = json.loads((WEBUI / "frontend" / "package.json").read_text(encoding="utf-8"))

    for versions in (package["dependencies"], package["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
