"""Tests of asking a terminal for the width of a sign: answers of any kind, or none."""

from __future__ import annotations

import os
import pty
import termios
from collections.abc import Iterator
from threading import Thread

import pytest

from tui.terminal import width
from tui.terminal.width import ambiguous_width


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Yield both ends of a pty: the terminal's, and the program's."""
    terminal, program = pty.openpty()
    yield terminal, program
    os.close(terminal)
    os.close(program)


@pytest.mark.parametrize(
    ("pieces", "cells"),
    [
        ([b"\x1b[12;2R"], 1),
        ([b"\x1b[12;3R"], 2),
        ([b"\x1b[12", b";3R"], 2),
        ([b"typed\x1b[1;2R"], 1),
    ],
)
def test_the_terminal_says_how_wide_it_shows_a_sign(
    ends: tuple[int, int], pieces: list[bytes], cells: int
) -> None:
    terminal, program = ends
    before = termios.tcgetattr(program)

    def answer() -> None:
        asked = b""
        while b"\x1b[6n" not in asked:
            asked += os.read(terminal, 100)
        for piece in pieces:
            os.write(terminal, piece)

    answering = Thread(target=answer)
    answering.start()
    assert ambiguous_width(program, program) == cells
    answering.join()
    assert termios.tcgetattr(program) == before


def test_a_terminal_that_does_not_answer_says_nothing(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(width, "ANSWER_SECONDS", 0.01)
    assert ambiguous_width(ends[1], ends[1]) is None


def test_what_is_no_terminal_is_not_asked() -> None:
    reading, writing = os.pipe()
    assert ambiguous_width(reading, writing) is None
    os.close(writing)
    assert os.read(reading, 10) == b""
    os.close(reading)
