"""Tests of terminal input, cut, torn, made up or pasted: none of it becomes a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from tui.terminal.keyboard import (
    LATE_SECONDS,
    PASTE_LIMIT,
    PASTE_SECONDS,
    TORN_SECONDS,
    Escaped,
    Keyboard,
    Paste,
)
from tui.terminal.surroundings import ESCAPE_SECONDS


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def read(*parts: bytes, encoding: str = "utf-8", wait: float = 0.0) -> list[Message]:
    """Return all messages of these reads, the last one followed by a time without any."""
    clock = Clock()
    keyboard = Keyboard(encoding, clock)
    found = [message for part in parts for message in keyboard.feed(part)]
    clock.now += wait
    return found + list(keyboard.tick())


def keys(*parts: bytes, encoding: str = "utf-8", wait: float = 0.0) -> list[str]:
    found = read(*parts, encoding=encoding, wait=wait)
    assert all(isinstance(message, events.Key) for message in found), found
    return [message.key for message in found if isinstance(message, events.Key)]


def pasted(*parts: bytes, wait: float = 0.0) -> Paste:
    (found,) = read(*parts, wait=wait)
    assert isinstance(found, Paste), found
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (b"jG", ["j", "upper_g"]),
        (b"\x1b[A", ["up"]),
        (b"\x1bOA", ["up"]),
        (b"\x1b[1;5C", ["ctrl+right"]),
        (b"\x1b[3~", ["delete"]),
        (b"\x1b[[A", ["f1"]),
        (b"\x1b[27u", ["escape"]),
        (b"\x1b[113;;113u", ["q"]),
        (b"\x1b[1103;;1103u", ["я"]),
        (b"\r\t\x7f\x04", ["enter", "tab", "backspace", "ctrl+d"]),
        ("я".encode(), ["я"]),
    ],
)
def test_keys_however_they_are_cut(typed: bytes, found: list[str]) -> None:
    names = [key.replace("upper_g", "G") for key in found]
    assert keys(typed) == names
    for at in range(1, len(typed)):
        assert keys(typed[:at], typed[at:]) == names


def test_a_lone_escape_is_one_after_a_moment() -> None:
    assert keys(b"\x1b", wait=0) == []
    assert keys(b"\x1b", wait=ESCAPE_SECONDS) == ["escape"]
    assert keys(b"\x1b\x1b[A") == ["escape", "up"]


@pytest.mark.parametrize(
    ("typed", "alt", "apart"),
    [
        (b"\x1bj", "alt+j", ["escape", "j"]),
        ("\x1bя".encode(), "alt+я", ["escape", "я"]),
        (b"\x1b/", "alt+slash", ["escape", "slash"]),
        (b"\x1b\x7f", "alt+backspace", ["escape", "backspace"]),
        (b"\x1b\r", "alt+enter", ["escape", "enter"]),
    ],
)
def test_a_key_right_behind_an_escape_may_be_two(typed: bytes, alt: str, apart: list[str]) -> None:
    (key,) = read(typed)
    assert isinstance(key, Escaped)
    assert key.key == alt
    assert [each.key for each in key.apart] == apart


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("\x1b[1074;5u", "ctrl+d"),  # в
        ("\x1b[1075;5u", "ctrl+u"),  # г
        ("\x1b[1089;5u", "ctrl+c"),  # с
        ("\x1b[1110;5u", "ctrl+s"),  # і, on a Ukrainian layout
        ("\x1b[948;5u", "ctrl+d"),  # δ
        ("\x1b[1491;5u", "ctrl+s"),  # ד
        ("\x1b[1610;5u", "ctrl+d"),  # ي
        ("\x1b[1074:1042:100;5u", "ctrl+d"),
        ("\x1b[1400::100;5u", "ctrl+d"),  # Armenian, a script without a known layout
        ("\x1b[1074;69u", "ctrl+d"),  # Caps Lock is on
        ("\x1b[1074;5:1u", "ctrl+d"),
        ("\x1b[1086;3u", "alt+j"),  # о
        ("\x1b[113::97;5u", "ctrl+q"),  # AZERTY: the letter of its own layout
        ("\x1b[246::59;5u", "ctrl+ö"),
        ("\x1b[1103;1u", "я"),
        ("\x1b[1103;;1103u", "я"),
    ],
)
def test_keys_with_ctrl_and_alt_are_those_of_the_us_layout(typed: str, found: str) -> None:
    assert keys(typed.encode()) == [found]


def test_where_alt_is_told_for_sure_it_is_not_taken_apart() -> None:
    (key,) = read(b"\x1b[106;3u")
    assert isinstance(key, events.Key)
    assert key.key == "alt+j"
    assert not isinstance(key, Escaped)


@pytest.mark.parametrize(
    "made_up",
    [
        b"\x1b[99999999999999999999u",
        b"\x1b[1114112u",
        b"\x1b[55296u",
        b"\x1b[97;;27u",
        b"\x1b[113~",
        b"\x1b[5;5;5x",
        b"\x1b[?1;2c",
        b"\x1b[48;99999;99999;1;1t",
        b"\x1b[<99999999;1;1M",
        b"\x1b[I\x1b[O",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]52;c;UXVpdA==\x1b\\",
        b"\x1bP>|terminal 1.0\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[201~",
        b"\x1bQ",
        b"\x1bOz",
        b"\x1b[1\x1b[2\x1bO",
        b"\x1b]0;title without end",
        b"\x1b[[x",
        b"\x1b[ 1",
        b"\xff\xfe",
        b"\xc3(",
    ],
)
def test_what_is_no_key_presses_none(made_up: bytes) -> None:
    found = keys(made_up + b"\x1b[A")
    assert found[-1] == "up", "the next key is read as ever"
    assert set(found[:-1]) <= {"alt+Q", "left_parenthesis"}


def test_a_torn_sequence_is_dropped_after_a_while() -> None:
    clock = Clock()
    keyboard = Keyboard(clock=clock)
    assert list(keyboard.feed(b"\x1b[12;")) == []
    clock.now += TORN_SECONDS
    assert list(keyboard.tick()) == []
    (key,) = keyboard.feed(b"j")
    assert isinstance(key, events.Key)
    assert key.key == "j"


def test_a_sequence_without_end_is_not_held_for_ever() -> None:
    keyboard = Keyboard(clock=Clock())
    for _ in range(1000):
        assert list(keyboard.feed(b"\x1b]52;" + b"A" * 5000)) == []
    assert len(keyboard._held) < 10_000


def test_another_charset() -> None:
    assert keys(b"\xe9", encoding="iso8859-1") == ["é"]
    assert keys("ж".encode("koi8-r"), encoding="koi8-r") == ["ж"]


START, END = b"\x1b[200~", b"\x1b[201~"


def test_a_paste_is_one_thing_however_it_is_cut() -> None:
    whole = START + "Зелен\nский Q".encode() + END
    for at in range(1, len(whole)):
        assert pasted(whole[:at], whole[at:]).text == "Зелен\nский Q"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (b"a\x1b[31mred", "a[31mred"),
        (b"a\x1bQ", "aQ"),
        (b"a\x00b\x07c\x9b", "abc�"),
        (b"\x1b[200~again", "[200~again"),
        (b"\xd0", "�"),
        (b"a\x1b[20", "a[20"),
    ],
)
def test_what_is_pasted_is_text(inside: bytes, text: str) -> None:
    assert pasted(START + inside + END).text == text


def test_the_end_of_a_paste_inside_one_presses_no_more_than_was_typed() -> None:
    first, *rest = read(START + b"a" + END + b"j" + END + b"\x1b[A")
    assert isinstance(first, Paste)
    assert [event.key for event in rest if isinstance(event, events.Key)] == ["j", "up"]


def test_megabytes_are_bounded_and_counted() -> None:
    found = pasted(START, *[b"x" * 50_000] * 100, END)
    assert len(found.text) == PASTE_LIMIT
    assert found.left_out == 5_000_000 - PASTE_LIMIT


def test_a_paste_that_never_ends_ends_after_a_while() -> None:
    assert read(START + b"text", wait=PASTE_SECONDS / 2) == []
    assert pasted(START + b"text", wait=PASTE_SECONDS).text == "text"


def test_a_paste_that_is_not_marked_is_no_row_of_commands() -> None:
    lines = b"Quit the river\nmark all read\n" * 10
    assert pasted(lines, b"Q\n", wait=ESCAPE_SECONDS).text == (lines + b"Q\n").decode()


@pytest.mark.parametrize(
    ("at_once", "is_pasted"),
    [
        (b"Quit the river", False),
        (b"Quit the river Quit", True),
        (b"one\rtwo\rthree\rfour\r", True),
        (b"j" * 30, False),
        (b"/mothers of soldiers\r\rjj", False),
        (b"/usr/bin\rQuit the river Quit", True),
    ],
)
def test_where_pastes_are_never_marked_more_than_is_typed_ahead_is_one(
    at_once: bytes, is_pasted: bool
) -> None:
    keyboard = Keyboard(clock=(clock := Clock()), marks_pastes=False)
    found = list(keyboard.feed(at_once))
    clock.now += ESCAPE_SECONDS
    found += keyboard.tick()
    assert [isinstance(message, Paste) for message in found] == (
        [True] if is_pasted else [False] * len(at_once)
    )
    assert all(isinstance(message, events.Key) for message in read(at_once))


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_bytes_are_borne(parts: list[bytes]) -> None:
    clock = Clock()
    keyboard = Keyboard(clock=clock)
    for part in parts:
        list(keyboard.feed(part))
        list(keyboard.tick())
    clock.now += PASTE_SECONDS
    list(keyboard.tick())
    clock.now += PASTE_SECONDS
    list(keyboard.tick())
    assert keys_of(keyboard, b"\x1b[A\x1b[B") == ["up", "down"]


def keys_of(keyboard: Keyboard, data: bytes) -> list[str]:
    return [event.key for event in keyboard.feed(data) if isinstance(event, events.Key)]


def late(rest: bytes, seconds: float = 0.15) -> list[Message]:
    """Return the messages of the late rest of a sequence that was cut behind Escape."""
    clock = Clock()
    keyboard = Keyboard("utf-8", clock)
    assert not list(keyboard.feed(b"\x1b"))
    clock.now += ESCAPE_SECONDS
    (escape,) = keyboard.tick()
    assert isinstance(escape, events.Key)
    clock.now += seconds
    found = list(keyboard.feed(rest))
    clock.now += TORN_SECONDS
    return found + list(keyboard.tick())


@pytest.mark.parametrize(
    "rest",
    [
        b"[?62;22c",
        b"[?1u",
        b"[>41;354;0c",
        b"]11;rgb:1e1e/1e1e/1e1e\x07",
        b"]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        b"P>|xterm(370)\x1b\\",
        b"[6~",
        b"[1;5B",
        b"[12;40R",
    ],
)
def test_what_was_cut_behind_an_escape_is_no_typing(rest: bytes) -> None:
    assert late(rest) == []
    (key,) = late(rest + b"j")
    assert isinstance(key, events.Key)
    assert key.key == "j"


def test_an_answer_that_was_cut_behind_an_escape_is_one() -> None:
    (answer,) = late(b"[?2026;2$y")
    assert isinstance(answer, TerminalSupportsSynchronizedOutput)


@pytest.mark.parametrize("typed", [b"j", b"[", b"]", b"P", b"?x", b"/war"])
def test_keys_behind_an_escape_are_keys(typed: bytes) -> None:
    assert len(late(typed)) == len(typed)


def test_long_after_an_escape_everything_is_typed() -> None:
    assert len(late(b"[6~", LATE_SECONDS)) == 3


def test_the_rest_of_a_sequence_may_take_as_long_as_is_said() -> None:
    clock = Clock()
    keyboard = Keyboard("utf-8", clock, escape_seconds=1.0)
    assert not list(keyboard.feed(b"\x1b"))
    clock.now += 0.9
    assert not list(keyboard.tick())
    (key,) = keyboard.feed(b"[6~")
    assert isinstance(key, events.Key)
    assert key.key == "pagedown"
