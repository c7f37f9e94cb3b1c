"""What did a reader type, who may send anything?"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

PASTE_LIMIT = 10_000
"""Signs of a paste that are taken; no search is longer, and the rest would only be thrown away."""
ESCAPE_SECONDS = constants.ESCAPE_DELAY + 0.01
"""How long after Escape nothing must come for it to be the key Escape."""

_START, _END = "\x1b[200~", "\x1b[201~"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WELCOME = (
    events.Key,
    events.Paste,
    events.MouseEvent,
    TerminalSupportsSynchronizedOutput,
)
"""What a terminal may say; its size comes from SSH, and not from whatever is typed."""


class Keyboard:
    """Turns bytes into Textual's messages. Nothing it is given can fail or be kept for long.

    UTF-8 may be cut anywhere. Of a paste only so much is taken, without control characters: an
    escape sequence in it neither ends it nor becomes keys.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._parser = XTermParser()
        self._pastes = False
        self._tail = ""
        """What came last: the start of a paste's bounds may have been cut off."""
        self._room = 0
        self.was_cut = False
        """The last paste was longer than what was taken of it."""

    def feed(self, data: bytes) -> Iterator[Message]:
        """What these bytes, after those before, amount to."""
        for text in self._bounded(self._decode(data)):
            yield from self._parsed(text)

    def tick(self) -> Iterator[Message]:
        """What time amounts to: an Escape after which nothing came is a key."""
        yield from filter(_is_welcome, self._parser.tick())

    def _parsed(self, text: str) -> Iterator[Message]:
        if not text:
            return  # to the parser it would be the end
        try:
            yield from filter(_is_welcome, self._parser.feed(text))
        except Exception:  # noqa: BLE001 (whatever trips the parser, the next keys are read anew)
            self._parser = XTermParser()

    def _bounded(self, text: str) -> Iterator[str]:
        """The text, but of pastes only the start."""
        while text:
            seen = self._tail + text
            if self._pastes:
                inside, found, text = seen.partition(_END)
                self._tail = "" if found else _begun(inside, _END)
                inside = inside.removesuffix(self._tail)
                yield self._taken(inside) + found
                self._pastes = not found
            else:
                _, found, rest = seen.partition(_START)
                if not found:
                    self._tail = _begun(seen, _START)
                    yield text
                    return
                yield text[: len(text) - len(rest)]
                text, self._tail, self._pastes = rest, "", True
                self._room, self.was_cut = PASTE_LIMIT, False

    def _taken(self, inside: str) -> str:
        inside = _CONTROL.sub("", inside)
        self.was_cut = self.was_cut or len(inside) > self._room
        inside = inside[: self._room]
        self._room -= len(inside)
        return inside


def _begun(text: str, bounds: str) -> str:
    """The longest end of the text with which the bounds of a paste may begin."""
    for length in range(min(len(text), len(bounds) - 1), 0, -1):
        if text.endswith(bounds[:length]):
            return text[-length:]
    return ""


def _is_welcome(message: Message) -> bool:
    return isinstance(message, _WELCOME)
