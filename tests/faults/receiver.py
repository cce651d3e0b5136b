"""The world outside the database: an HTTP receiver that does each thing once per key, and remembers how often it was asked."""

from __future__ import annotations

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """`requests` counts deliveries per key, `effects` holds what was done, once per key."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.effects: dict[str, str] = {}  # key → what it was for
        self.contradictions: list[str] = []  # one key for two different things
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, key: str, what: str) -> None:
        with self._lock:
            self.requests[key] += 1
            if self.effects.setdefault(key, what) != what:
                self.contradictions.append(key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                what = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.take(self.headers["Idempotency-Key"], what)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """The tests print what matters."""

        return Handler
