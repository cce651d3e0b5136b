"""The broker of an embedded installation: kombu's folder of messages, in which no reader meets a half-written file."""

from __future__ import annotations

import logging
import os
import uuid
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)
NAME = "filesystem"


class Channel(filesystem.Channel):
    """kombu opens a message under its final name and writes afterwards: a worker that looks in between dies of an empty one."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        written = Path(self.data_folder_out) / f"{name}.part"  # no queue's messages end like this
        written.write_text(dumps(payload), encoding="utf-8")
        written.rename(Path(self.data_folder_out) / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # cut off by a crash of the machine: messages only wake, so it is dropped
                logger.warning("Dropped a wake-up that could not be read")

    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        table = self._exchange_file(exchange)
        if not table.exists():
            table.parent.mkdir(exist_ok=True)
            empty = table.with_name(f"{uuid.uuid4()}.part")
            empty.write_text("[]", encoding="utf-8")
            with suppress(FileExistsError):  # another process was quicker: its table counts
                os.link(empty, table)
            empty.unlink()
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:  # cut off by a kill: written anew, and others bind again when they start
            table.write_text("[]", encoding="utf-8")
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """Take the place of kombu's own in this process."""
    TRANSPORT_ALIASES[NAME] = f"{__name__}:{Transport.__qualname__}"
