"""A page with nothing but a form of the bundle, answered from disk: what a field does needs no running product."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.browser.desk import Form
from tests.installation import ROOT

ADDRESS = "http://forms.test"
DIST = ROOT / "webui" / "static" / "webui" / "dist"
KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
WORDS = {"draftSaved": "Draft saved %(time)s", "draftRestored": "Restored", "discard": "Discard", "zoneHint": "Times of %(zone)s"}


class FormPage:
    """The form as a person sees it, and what it sent."""

    def __init__(self, browser: Browser, document: Mapping[str, Any], *, zone: str = "Asia/Shanghai", slow: float = 1) -> None:
        self.context = browser.new_context(locale="en-GB", timezone_id=zone)
        self.document = document
        self.sent: list[dict[str, Any]] = []
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.route(f"{ADDRESS}/**", self._answer)
        if slow > 1:
            session = self.context.new_cdp_session(self.page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
        self.open()

    def open(self) -> None:
        self.page.goto(f"{ADDRESS}/")
        self.page.locator("#task-form .fjs-form").wait_for()

    @property
    def form(self) -> Form:
        return Form(self.page)

    @property
    def values(self) -> dict[str, Any]:
        """What the form would send now."""
        return self.page.evaluate("document.querySelector('#task-form').carelaneForm._getSubmitData()")

    def close(self) -> None:
        self.context.close()

    def _answer(self, route: Route) -> None:
        if route.request.method == "POST":
            found = re.search(r'name="form_data"\r\n\r\n(.*?)\r\n', route.request.post_data or "", re.DOTALL)
            assert found is not None, "the form sent no values"
            self.sent.append(json.loads(found[1]))
            route.fulfill(content_type="application/json", body=json.dumps({"next": "/elsewhere"}))
            return
        path = Path(route.request.url.removeprefix(ADDRESS).lstrip("/"))
        if path.name == "":
            route.fulfill(content_type="text/html", body=self._html())
        elif (DIST / path.name).is_file():
            route.fulfill(content_type=KINDS.get(path.suffix, "text/plain"), body=(DIST / path.name).read_bytes())
        else:
            route.fulfill(content_type="text/html", body="<p>Another page</p>")

    def _html(self) -> str:
        return f"""<!doctype html><html lang="en"><head><link rel="icon" href="data:,">
<link rel="stylesheet" href="/form.css"></head>
<body data-user="1"><div data-notices></div><form method="post" id="task-form" data-main data-form-js="task-document"
 data-form-draft="task:1"><div data-form-host></div><p data-draft-hint></p></form>
<footer class="task-foot"><button form="task-form">Send</button></footer><a href="/elsewhere">Elsewhere</a>
<script type="application/json" id="task-document">{json.dumps(self.document)}</script>
<script type="application/json" id="carelane-words">{json.dumps(WORDS)}</script>
<script type="module" src="/form.js"></script></body></html>"""


def datetime_field(key: str, label: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "datetime",
        "id": f"Field_{key}",
        "key": key,
        "subtype": "datetime",
        "dateLabel": label,
        "timeLabel": "Time",
        "timeSerializingFormat": "no_timezone",
        "timeInterval": 15,
        "use24h": True,
        "validate": {"required": True},
        **more,
    }


def form_document(*components: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema": {"type": "default", "id": "Form_1", "components": list(components)}, "zone": "Asia/Shanghai", **more}
