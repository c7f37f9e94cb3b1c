"""Tests of any input of a served reader; the rest is in `tests/tui/terminal/test_keyboard`."""

import random
from collections.abc import Iterable

import pytest

pytest.importorskip("asyncssh")

from textual import events
from textual.message import Message

from tui.serve.session.driver import PASTE_LIMIT, keyboard_for
from tui.terminal.keyboard import PASTE_SECONDS, TORN_SECONDS, Keyboard, Paste
from tui.terminal.surroundings import ESCAPE_SECONDS, surroundings


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def served(clock: Clock | None = None) -> Keyboard:
    return keyboard_for(surroundings({"TERM": "xterm-256color"}), clock or Clock())


def shown(messages: Iterable[Message]) -> list[str]:
    """Return keys by name, pastes by their text."""
    found = []
    for message in messages:
        if isinstance(message, events.Key):
            found.append(message.key)
        elif isinstance(message, events.Paste):
            found.append(f"paste {message.text}")
        else:
            found.append(type(message).__name__)
    return found


def typed(*pieces: bytes) -> list[str]:
    keyboard = served()
    return [name for piece in pieces for name in shown(keyboard.feed(piece))]


def test_keys() -> None:
    assert typed(b"j\x1b[A\r") == ["j", "up", "enter"]


def test_a_lone_escape_is_a_key_once_nothing_came_for_a_while() -> None:
    clock = Clock()
    keyboard = served(clock)
    assert shown(keyboard.feed(b"\x1b")) == []
    assert shown(keyboard.tick()) == []
    clock.now += ESCAPE_SECONDS
    assert shown(keyboard.tick()) == ["escape"]
    assert shown(keyboard.feed(b"j")) == ["j"], "the key after it is not swallowed"


def test_utf8_that_is_cut_anywhere() -> None:
    data = "яé日j".encode()
    whole = typed(data)
    for at in range(len(data)):
        assert typed(data[:at], data[at:]) == whole


def test_bytes_that_are_no_utf8() -> None:
    assert typed(b"\xff\xfej") == ["j"]


def test_the_client_can_t_say_how_large_its_terminal_is() -> None:
    assert typed(b"\x1b[48;10000;10000;0;0tj") == ["j"]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_paste_that_is_cut_anywhere(size: int) -> None:
    data = b"a\x1b[200~one two\x1b[201~b"
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert typed(*pieces) == ["a", "paste one two", "b"]


def test_escape_sequences_in_a_paste_are_neither_keys_nor_its_end() -> None:
    assert typed(b"\x1b[200~a\x1b[31mb\x1b]52;c;x\x07c\x00\x1b[201~j") == [
        "paste a[31mb]52;c;xc",
        "j",
    ]


def test_of_a_paste_of_megabytes_the_start_is_taken() -> None:
    keyboard = served()
    for _ in range(200):
        assert shown(keyboard.feed(b"\x1b[200~" * (not _) + b"x" * 10_000)) == []
    pasted, key = keyboard.feed(b"\x1b[201~j")
    assert isinstance(pasted, Paste)
    assert pasted.text == "x" * PASTE_LIMIT
    assert pasted.left_out == 2_000_000 - PASTE_LIMIT
    assert shown([key]) == ["j"]


def test_anything_at_all_can_be_typed() -> None:
    chance = random.Random(4)
    clock = Clock()
    keyboard = served(clock)
    for _ in range(300):
        list(keyboard.feed(chance.randbytes(chance.randrange(40))))
        list(keyboard.feed(b"\x1b" + bytes(chance.choices(b"[]?<0123456789;~mtRcMP_\\", k=12))))
        clock.now += chance.choice((0, ESCAPE_SECONDS, TORN_SECONDS))
        list(keyboard.tick())
    list(keyboard.feed(b"\x1b[201~"))
    clock.now += PASTE_SECONDS
    list(keyboard.tick())
    assert shown(keyboard.feed(b"j")) == ["j"]
