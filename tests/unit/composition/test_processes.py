"""A child that dies is started again; one that cannot live ends the group."""

from __future__ import annotations

import os
import signal
import threading
import time

from config.processes import ProcessGroup

SLEEPER = ("-c", "import time; time.sleep(60)")


def test_a_killed_child_is_started_again():
    group = ProcessGroup()
    group.add("sleeper", SLEEPER)
    first = group.children["sleeper"].pid
    waiter = threading.Thread(target=group.wait)
    waiter.start()
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 20
    while group.children["sleeper"].pid == first and time.monotonic() < end:
        time.sleep(0.05)
    group.is_stopping = True
    waiter.join(20)
    second = group.children["sleeper"]
    assert second.pid != first and second.poll() is None
    group.stop()
    assert second.poll() is not None


def test_one_that_keeps_dying_ends_the_wait():
    group = ProcessGroup()
    group.add("broken", ("-c", "raise SystemExit(3)"))
    assert group.wait() == "broken"
    group.stop()
