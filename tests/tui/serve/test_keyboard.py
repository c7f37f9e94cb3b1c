import random
from collections.abc import Iterable

import pytest

pytest.importorskip("asyncssh")

from textual import events
from textual.message import Message

from tui.serve.keyboard import PASTE_LIMIT, Keyboard


def shown(messages: Iterable[Message]) -> list[str]:
    """Keys by name, pastes by their text."""
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
    keyboard = Keyboard()
    return [name for piece in pieces for name in shown(keyboard.feed(piece))]


def test_keys() -> None:
    assert typed(b"j\x1b[A\r") == ["j", "up", "enter"]


def test_a_lone_escape_is_a_key_once_nothing_came_for_a_while() -> None:
    keyboard = Keyboard()
    assert shown(keyboard.feed(b"\x1b")) == []
    ticks: list[str] = []
    while not ticks:
        ticks = shown(keyboard.tick())
    assert ticks == ["escape"]
    assert shown(keyboard.feed(b"j")) == ["j"], "the key after it is not swallowed"


def test_utf8_that_is_cut_anywhere() -> None:
    data = "яé日j".encode()
    whole = typed(data)
    for at in range(len(data)):
        assert typed(data[:at], data[at:]) == whole


def test_bytes_that_are_no_utf8() -> None:
    assert typed(b"\xff\xfej")[-1] == "j"


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
    keyboard = Keyboard()
    for _ in range(200):
        assert shown(keyboard.feed(b"\x1b[200~" * (not _) + b"x" * 10_000)) == []
    assert keyboard.was_cut
    assert shown(keyboard.feed(b"\x1b[201~j")) == [f"paste {'x' * PASTE_LIMIT}", "j"]


def test_anything_at_all_can_be_typed() -> None:
    chance = random.Random(4)
    keyboard = Keyboard()
    for _ in range(300):
        list(keyboard.feed(chance.randbytes(chance.randrange(40))))
        list(keyboard.feed(b"\x1b" + bytes(chance.choices(b"[]?<0123456789;~mtRcMP_\\", k=12))))
        list(keyboard.tick())
    list(keyboard.feed(b"\x1b[201~" + b"j" * 40))
    assert shown(keyboard.feed(b"j")) == ["j"]
