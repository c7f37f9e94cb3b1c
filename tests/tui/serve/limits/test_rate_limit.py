"""Tests of backpressure: a client that sends more than can be read waits, and no other does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import asyncssh

from tui.serve.limits.rate_limit import (
    HELD_AT_MOST,
    PIECE,
    SHARE,
    UNREAD_AT_MOST,
    Inflow,
    InputQueue,
)

COST = 0.000_01
"""Seconds that a byte takes to be read, in these tests."""


class Clock:
    """Stand-in for the event loop, with a clock that only its callbacks advance."""

    def __init__(self) -> None:
        self.now = self.spent = 0.0
        self.calls: list[tuple[float, Callable[[], object]]] = []

    def call_later(self, delay: float, callback: Callable[[], object]) -> None:
        self.calls.append((self.now + delay, callback))

    def run(self, until: float = float("inf")) -> None:
        while self.calls and self.calls[0][0] <= until:
            self.now, call = self.calls.pop(0)
            call()


class Connection:
    """Stand-in for asyncssh's connection and its transport, with the attributes in use."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pieces: list[bytes] = []
        self.is_reading = True
        self.is_aborted = False
        self.unread = 0
        self._transport = self
        self.inflow: Inflow

    def data_received(self, data: bytes) -> None:
        self.inflow.received(data)

    def read(self, data: bytes) -> None:
        self.pieces.append(data)
        self.clock.spent += len(data) * COST

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True

    def is_closing(self) -> bool:
        return self.is_aborted

    def get_write_buffer_size(self) -> int:
        return self.unread

    def abort(self) -> None:
        self.is_aborted = True


class House:
    def __init__(self) -> None:
        self.clock = Clock()
        loop = cast(asyncio.AbstractEventLoop, self.clock)
        self.line = InputQueue(loop, lambda: self.clock.spent)
        self.floods = 0

    def _flooded(self) -> None:
        self.floods += 1

    def connected(self) -> Connection:
        connection = Connection(self.clock)
        connection.inflow = Inflow(
            connection.read,
            cast(asyncssh.SSHServerConnection, connection),
            self.line,
            self._flooded,
            lambda: self.clock.now,
        )
        return connection


def test_what_is_typed_is_read_at_once() -> None:
    house = House()
    reader = house.connected()
    for second in range(100):
        house.clock.now = float(second)
        for _key in range(10):
            reader.data_received(b"x" * 68)
    assert len(reader.pieces) == 1000
    assert not house.clock.calls


def test_what_is_beyond_credit_gets_a_share_of_the_time() -> None:
    house = House()
    flood = house.connected()
    flood.data_received(b"x" * HELD_AT_MOST)
    house.clock.run()
    assert b"".join(flood.pieces) == b"x" * HELD_AT_MOST
    assert max(map(len, flood.pieces)) == PIECE, "nobody waits longer for them"
    spent = (HELD_AT_MOST - 2 * PIECE) * COST
    assert house.clock.now >= spent * (1 / SHARE - 1) * 0.99


def test_who_floods_holds_up_nobody_else() -> None:
    house = House()
    flood, reader = house.connected(), house.connected()
    flood.data_received(b"x" * HELD_AT_MOST)
    reader.data_received(b"key")
    assert reader.pieces == [b"key"]


def test_those_who_wait_take_turns() -> None:
    house = House()
    one, other = house.connected(), house.connected()
    one.data_received(b"1" * 20 * PIECE)
    other.data_received(b"2" * 20 * PIECE)
    house.clock.run(until=10 * PIECE * COST / SHARE)
    assert abs(len(one.pieces) - len(other.pieces)) <= 1
    assert 2 < len(one.pieces) < 20


def test_order_is_kept() -> None:
    house = House()
    flood = house.connected()
    sent = [bytes([number]) * 300 for number in range(40)]
    for piece in sent:
        flood.data_received(piece * 10)
    house.clock.run()
    assert b"".join(flood.pieces) == b"".join(piece * 10 for piece in sent)


def test_a_client_that_sends_faster_than_is_read_is_held_and_told_of_once() -> None:
    house = House()
    flood = house.connected()
    for _ in range(3):
        flood.data_received(b"x" * 2 * HELD_AT_MOST)
        assert not flood.is_reading
        house.clock.run()
        assert flood.is_reading
    assert house.floods == 1


def test_who_reads_no_answers_is_cut_off() -> None:
    house = House()
    flood = house.connected()
    flood.unread = UNREAD_AT_MOST + 1
    flood.data_received(b"x" * 10 * PIECE)
    house.clock.run()
    assert flood.is_aborted
    assert len(flood.pieces) < 10


def test_what_a_closed_connection_had_sent_is_dropped() -> None:
    house = House()
    flood = house.connected()
    flood.data_received(b"x" * 10 * PIECE)
    flood.abort()
    house.clock.run()
    assert len(flood.pieces) <= 2
