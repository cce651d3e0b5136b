"""Clients over HTTP that never give up: what they were told is kept, what they were not told is asked again with the same key."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import requests


class Client(threading.Thread):
    """Starts shifts and completes both their tasks until told to stop, then finishes what it began."""

    def __init__(self, url: str, told: dict[str, Any], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.url, self.told, self.stop = url, told, stop
        self.started: list[str] = []
        self.completed: list[tuple[str, str]] = []
        self.refusals: list[str] = []

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """Until there is an answer. A repeated request carries the same idempotency key."""
        headers = {"Authorization": f"Bearer {self.told['token']}"}
        if key:
            headers["Idempotency-Key"] = key
        while True:
            try:
                answer = requests.request(method, self.url + path, json=body, headers=headers, timeout=10)
            except requests.RequestException:
                time.sleep(0.1)
                continue
            if answer.status_code >= 500 or answer.status_code == 429:
                time.sleep(0.1)
                continue
            if not answer.ok:
                self.refusals.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
                return None
            return answer.json()

    def run(self) -> None:
        while not self.stop.is_set():
            number = uuid.uuid4().hex
            body = {
                "process_key": "shift",
                "organisation": self.told["from"],
                "business_key": number,
                "variables": {"to_organisation_id": self.told["to"]},
            }
            answer = self.ask("POST", "/api/instances", body, key=f"start-{number}")
            if answer is None:
                continue
            self.started.append(answer["instance_id"])
            for activity in ("first", "second"):
                self.complete(number, activity)

    def complete(self, number: str, activity: str) -> None:
        end = time.monotonic() + 180
        while time.monotonic() < end:
            page = self.ask("GET", f"/api/user-tasks?business_key={number}")
            task = next((row for row in page["results"] if row["activity_id"] == activity), None)
            if task is None:
                time.sleep(0.2)
                continue
            body = {"expected_version": task["version"], "values": {}}
            if self.ask("POST", f"/api/user-tasks/{task['id']}/complete", body, key=f"{activity}-{number}") is not None:
                self.completed.append((task["instance_id"], activity))
            return
        self.refusals.append(f"{activity} of {number} never opened")
