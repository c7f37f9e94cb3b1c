"""Tests of the shortest bytes between two positions of the cursor."""

from __future__ import annotations

import pytest

from tests.terminal import Emulator, EmulatorStream
from tui.terminal.capabilities import Capabilities
from tui.terminal.moves import move

PLAIN, ALL = Capabilities(), Capabilities(*[True] * 9)


@pytest.mark.parametrize(
    ("start", "goal", "sequence"),
    [
        ((3, 5), (3, 5), ""),
        ((3, 5), (3, 4), "\b"),
        ((3, 5), (3, 0), "\r"),
        ((3, 5), (3, 9), "\x1b[4C"),
        ((3, 5), (4, 0), "\r\n"),
        ((3, 5), (0, 0), "\x1b[H"),
        ((3, 5), (20, 0), "\x1b[21H"),
        ((3, 5), (2, 5), "\x1b[A"),
        ((3, 5), (20, 60), "\x1b[21;61H"),
        ((3, 70), (3, 2), "\r\x1b[2C"),
        ((3, None), (3, 7), "\r\x1b[7C"),
        ((None, None), (4, 0), "\x1b[5H"),
    ],
)
def test_the_shortest_way(
    start: tuple[int | None, int | None], goal: tuple[int, int], sequence: str
) -> None:
    assert move(*start, *goal, PLAIN) == sequence


def test_by_column_and_row_where_the_terminal_knows_how() -> None:
    assert move(3, None, 3, 70, ALL) == "\x1b[71G"
    assert move(0, 70, 20, 70, ALL) in ("\x1b[21d", "\x1b[20B")


@pytest.mark.parametrize("terminal", [PLAIN, ALL], ids=["plain", "all"])
def test_every_way_leads_there(terminal: Capabilities) -> None:
    emulator = Emulator(12, 5)
    stream = EmulatorStream(emulator)
    cells = [(row, column) for row in range(5) for column in range(12)]
    for start in cells:
        for goal in cells:
            emulator.cursor_position(start[0] + 1, start[1] + 1)
            stream.feed(move(*start, *goal, terminal).encode())
            assert emulator.place == goal, (start, goal)
