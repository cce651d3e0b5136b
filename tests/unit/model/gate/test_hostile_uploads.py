"""What a stranger may upload: refused with a sentence, in less than a second, and nothing outside the upload is touched."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.model.documents import read_documents
from tests.unit.model.hostile.uploads import VALID, Upload, hostile_uploads

UPLOADS = hostile_uploads()
IN_ACCESS_OR_OPEN = 0x1 | 0x20


class Canaries:
    """A file whose opening the kernel reports, and a port whose connections are counted."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "canary.txt"
        self.path.write_text("canary-7f3a")
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._watch = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._watch, bytes(folder), IN_ACCESS_OR_OPEN) >= 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def touched(self) -> list[str]:
        """What was touched since the last question."""
        found = []
        with contextlib.suppress(BlockingIOError):
            found.append(f"file: {os.read(self._watch, 4096)!r}")
        with contextlib.suppress(BlockingIOError):
            self._server.accept()[0].close()
            found.append("socket")
        return found

    def close(self) -> None:
        os.close(self._watch)
        self._server.close()


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    if not hasattr(ctypes.CDLL(None), "inotify_init1"):
        pytest.skip("needs inotify to see file reads")
    found = Canaries(tmp_path_factory.mktemp("canary"))
    yield found
    found.close()


def test_there_are_at_least_200_hostile_uploads() -> None:
    assert len({name for name, _ in UPLOADS}) == len(UPLOADS) >= 200


def test_the_canaries_sing(canaries: Canaries) -> None:
    canaries.path.read_text()
    socket.create_connection(("127.0.0.1", int(canaries.url.rpartition(":")[2]))).close()
    time.sleep(0.05)

    assert len(canaries.touched()) == 2
    assert canaries.touched() == []


@pytest.mark.parametrize("upload", UPLOADS, ids=[name for name, _ in UPLOADS])
def test_is_refused_at_once_and_touches_nothing(upload: Upload, canaries: Canaries) -> None:
    # given a hostile file
    raw = upload[1](str(canaries.path), canaries.url)
    canaries.touched()

    # when it is uploaded
    started = time.process_time()  # the machine may be busy with other things
    documents = read_documents({"upload.bpmn": raw})
    took = time.process_time() - started

    # then it is refused with a sentence in both languages, and neither file nor network was touched
    assert documents.has_errors
    assert not documents.documents
    refusal = documents.findings[0]
    assert refusal.message.en and refusal.message.zh
    assert len(str(refusal)) < 1_500
    assert "canary-7f3a" not in str(refusal)
    assert canaries.touched() == []
    assert took < 5  # a bomb that went off would take minutes; on an idle machine each is refused within a second


def test_schema_hints_of_a_valid_model_are_not_followed(canaries: Canaries) -> None:
    for hint in (
        f"urn:x {canaries.url}/x.xsd",
        f"urn:x file://{canaries.path}",
        f"http://www.omg.org/spec/BPMN/20100524/MODEL {canaries.path}",
    ):
        model = VALID.replace(
            'id="d"', f'id="d" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{hint}" '
        ).replace("<process", f'<import importType="x" location="{canaries.url}/y" namespace="n"/><process')
        canaries.touched()

        documents = read_documents({"model.bpmn": model.encode()})

        assert len(documents.documents) == 1
        assert canaries.touched() == []
