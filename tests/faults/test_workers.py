"""As many workers as one likes: the second one on a machine bears the first one's name."""

from __future__ import annotations

import time

import kombu
import pytest
from amqp.exceptions import NotFound

pytestmark = pytest.mark.faults


def test_two_workers_of_one_name_serve_one_broker(shared, table):
    url = shared.environment.get("CELERY_BROKER_URL", "")
    if not url.startswith("amqp"):
        pytest.skip("a broker in a folder knows no consumers: set CELERY_BROKER_URL")

    # given a worker, and a second one that was started in the same way
    shared.start("worker")
    first = shared.running.pop("worker")
    shared.start("worker")
    second = shared.running["worker"]

    # then both wait for work
    end = time.monotonic() + 120
    while (found := consumers(url, shared.database_name)) < 2 and time.monotonic() < end and second.poll() is None:
        time.sleep(0.2)
    shared.kill("worker")
    shared.running["worker"] = first
    shared.kill("worker")
    table("workers of one name", "2", f"{found} serve the queue", "2")
    assert found == 2


def consumers(url: str, queue: str) -> int:
    with kombu.Connection(url) as broker:
        try:
            return int(broker.default_channel.queue_declare(queue, passive=True).consumer_count)
        except NotFound:
            return 0
