"""Tests of output to a terminal that may be slower than the app."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tui.terminal.outlet import Outlet

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    read, write = os.pipe()
    yield read, write
    for end in (read, write):
        with suppress(OSError):
            os.close(end)


def test_what_is_sent_arrives_in_order(pipe: Pipe) -> None:
    idle = threading.Event()
    outlet = Outlet(pipe[1], idle.set)
    outlet.start()
    outlet.send(b"one ")
    outlet.send(b"two")
    assert idle.wait(10)
    assert not outlet.is_busy
    outlet.close()
    assert os.read(pipe[0], 100) == b"one two"


@pytest.mark.parametrize("blocking", [True, False])
def test_it_is_busy_until_a_slow_reader_has_taken_all(pipe: Pipe, blocking: bool) -> None:
    os.set_blocking(pipe[1], blocking)
    idle = threading.Event()
    outlet = Outlet(pipe[1], idle.set)
    outlet.start()
    data = bytes(1_000_000)
    outlet.send(data)
    read = len(os.read(pipe[0], 1000))
    assert outlet.is_busy
    assert not idle.is_set()
    while read < len(data):
        read += len(os.read(pipe[0], 100_000))
    assert idle.wait(10)
    outlet.close()


def test_a_reader_that_is_gone_ends_it(pipe: Pipe) -> None:
    outlet = Outlet(pipe[1], lambda: None)
    outlet.start()
    os.close(pipe[0])
    outlet.send(b"nobody reads this")
    outlet.join(10)
    outlet.send(b"nor this")
    outlet.close()
