"""The folder of messages under a reader that never waits."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

from kombu import Connection

from config import file_broker

MESSAGES = 400


def connection(folder: Path) -> Connection:
    file_broker.use()
    for part in ("messages", "control"):
        (folder / part).mkdir(exist_ok=True)
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://", transport_options=options)


def test_no_reader_meets_a_half_written_message(tmp_path):
    # given somebody who writes messages as fast as they can
    wrong: list[BaseException] = []
    done = Event()

    def write() -> None:
        try:
            with connection(tmp_path) as writing:
                queue = writing.SimpleQueue("wakes")
                for number in range(MESSAGES):
                    queue.put({"number": number, "ballast": "x" * 4000})
        except BaseException as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            done.set()

    writer = Thread(target=write)
    read: list[Any] = []
    with connection(tmp_path) as reading:
        queue = reading.SimpleQueue("wakes")
        # when they are read at the same time
        writer.start()
        while not done.is_set() or queue.qsize():
            try:
                message = queue.get(block=False)
            except queue.Empty:
                continue
            read.append(message.payload["number"])
            message.ack()
    writer.join()

    # then each came once, and nothing is left lying about
    assert not wrong
    assert sorted(read) == list(range(MESSAGES))
    assert not list((tmp_path / "messages").iterdir())
