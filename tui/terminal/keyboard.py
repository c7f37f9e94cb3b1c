"""Parser of the bytes of a terminal: keys, clicks, pastes.

Textual's parser reads keys and clicks, and gets only whole sequences that it knows. Anything else
(unsolicited answers, torn or made-up sequences) would reach it as letters, and here letters are
commands. Pastes never reach it: it hands out the rest of an escape sequence in a paste as keys.
Grammar: ECMA-48, 5.4; XTerm Control Sequences, "Bracketed Paste Mode".
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from time import monotonic

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.terminal.surroundings import ESCAPE_SECONDS

TORN_SECONDS = 0.5
"""Timeout of a sequence after two or more characters, which nobody types."""
LATE_SECONDS = 1.0
"""Seconds after an Escape taken for a key during which the rest of a sequence is no typing."""
PASTE_SECONDS = 5.0
"""Seconds without input that end a paste."""
PASTE_LIMIT = 100_000
"""Default limit of a paste, in characters."""
PASTED_AT_ONCE = 64
"""Characters in one read that no hand types: a paste without its marks."""
TYPED_AHEAD = 16
"""Characters in one read that a hand may have typed while a link stood still for a second or two.

Where the terminal marks no pastes, more than these are far likelier a paste.
"""

_START, _END = "\x1b[200~", "\x1b[201~"
_TOKEN = re.compile(
    r"(?P<text>[^\x1b]+)"
    r"|(?P<click>\x1b\[M[^\x1b]{3})"
    r"|(?P<key>\x1b\[\[[^\x1b]|\x1b\[[0-9]+\$(?![py])|\x1bO[^\x1b])"  # console, rxvt, SS3
    r"|(?P<sequence>\x1b\[(?!\[)[ -?]*[@-~])"
    r"|(?P<string>\x1b[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\))"
    r"|(?P<torn>\x1b\[\[?[ -?]*+(?=[^ -~])|\x1bO(?=\x1b)"
    r"|\x1b[P\]X^_][^\x07\x1b]*(?=\x1b[^\\]))"
    r"|(?P<alt>\x1b[^\x1b\[OP\]X^_])"
    r"|(?P<escape>\x1b(?=\x1b))",
    re.DOTALL,
)
_LONGEST = 4_096
"""Characters after which an unfinished sequence is dropped."""
_EXTENDED = re.compile(r"\x1b\[([0-9:;]*)([u~A-HPQRS])")
_MODIFIED = re.compile(
    r"\x1b\[(?P<code>[0-9]+)(?::[0-9]*)?(?::(?P<base>[0-9]*))?"
    r";(?P<modifiers>[0-9]+)(?::[0-9]+)?(?P<text>;[0-9:]*)?u"
)
"""A key of the kitty protocol: its letter, the one with Shift, the one of a US layout; modifiers;
text.
"""
_CHORD = 2 | 4 | 8
"""The modifiers Alt, Ctrl and Super in that protocol, which counts from 1."""
_LATE_ANSWER = re.compile(r"\[[?>][0-9]|\][0-9]+;|P[0-9>!]")
_LATE_KEY = re.compile(r"\[[0-9;]+[~A-HPQRS]")
_MOUSE = re.compile(r"\x1b\[<[0-9]{1,4};-?[0-9]{1,5};-?[0-9]{1,5}[Mm]")
_REPORT = re.compile(r"\x1b\[\?[0-9]{1,5};[0-9]\$y")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Paste(events.Paste):
    """A paste, and the number of its characters left out beyond the limit."""

    def __init__(self, text: str, left_out: int) -> None:
        super().__init__(text)
        self.left_out = left_out


class Escaped(events.Key):
    """A key right behind an Escape: Alt, or over a slow link Escape and a key typed one by one.

    Its name is Alt's, for a binding of that key; without a binding it is taken apart into the two
    keys, as vi does: readline binds nearly every such key, newstui few.
    """

    def __init__(self, behind: events.Key) -> None:
        super().__init__(f"alt+{behind.key}", None)
        self.apart = events.Key("escape", "\x1b"), behind
        """The two keys."""


class Keyboard:
    """Parser of terminal input: `feed` takes bytes; call `tick` a few times a second besides."""

    def __init__(
        self,
        encoding: str = "utf-8",
        clock: Callable[[], float] = monotonic,
        *,
        escape_seconds: float = ESCAPE_SECONDS,
        marks_pastes: bool = True,
        paste_limit: int = PASTE_LIMIT,
        welcome: tuple[type[Message], ...] = (Message,),
    ) -> None:
        """Take the charset, the timeout after Escape, and the bounds of pastes and answers.

        `marks_pastes` says that the terminal marks pastes, `paste_limit` is in characters,
        `welcome` has the kinds of messages that the terminal may send.
        """
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._clock = clock
        self.escape_seconds = escape_seconds
        self._marks_pastes = marks_pastes
        self._paste_limit = paste_limit
        self._welcome = welcome
        self._parser = XTermParser()
        self._held = ""
        """Start of an unfinished sequence."""
        self._paste: _Pasting | None = None
        self._last = 0.0
        self._escaped = float("-inf")
        """Time of the last Escape taken for a key because nothing came behind it."""

    @property
    def waits(self) -> bool:
        """Whether a later `tick` may yield a message."""
        return bool(self._held) or self._paste is not None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages in bytes; characters and sequences may be cut anywhere."""
        text = self._held + self._decode(data)
        self._held, self._last = "", self._clock()
        if self._last - self._escaped < LATE_SECONDS:
            text = _strip_late(text)
        self._escaped = float("-inf")
        while text:
            if self._paste is not None:
                rest = self._paste.take(text)
                if rest is None:
                    return
                yield self._pasted()
                text = rest
            elif text.startswith(_START):
                self._paste = _Pasting(self._paste_limit, is_marked=True)
                text = text[len(_START) :]
            elif match := _TOKEN.match(text):
                text = text[match.end() :]
                yield from self._token(match)
            elif len(text) < _LONGEST:
                self._held, text = text, ""
            else:
                text = ""

    def tick(self) -> Iterator[Message]:
        """Yield the messages that a pause makes certain: a lone Escape, the end of a paste."""
        idle = self._clock() - self._last
        if self._paste is not None:
            if idle >= self._paste.patience:
                yield self._pasted()
        elif self._held == "\x1b":
            if idle >= self.escape_seconds:
                self._held, self._escaped = "", self._clock()
                yield events.Key("escape", "\x1b")
        elif self._held and idle >= max(TORN_SECONDS, self.escape_seconds):
            self._held = ""

    def _pasted(self) -> Message:
        paste, self._paste = self._paste, None
        assert paste is not None, "asked for only while there is one"
        return Paste(_CONTROLS.sub("", paste.text), paste.left_out)

    def _token(self, match: re.Match[str]) -> Iterator[Message]:
        kind, token = match.lastgroup, match[0]
        if kind == "text" and self._is_pasted(token):
            self._paste = _Pasting(self._paste_limit, is_marked=False)
            self._paste.take(token)
        elif kind == "text":
            yield from self._parsed(token.replace("\ufffd", ""))  # undecodable bytes
        elif kind == "click" or (kind in ("key", "sequence") and is_known(token)):
            yield from self._parsed(_by_us_layout(token))
        elif kind == "escape":
            yield events.Key("escape", "\x1b")
        elif kind == "alt":
            for message in self._parsed(token[1]):
                yield Escaped(message) if isinstance(message, events.Key) else message

    def _is_pasted(self, text: str) -> bool:
        """Return whether characters in one read are a paste, though no marks say so.

        A key that is held down is none; nor is a search that was typed ahead: whatever follows `/`
        goes into its box, up to the Enter.
        """
        if len(text) >= PASTED_AT_ONCE:
            return True
        if self._marks_pastes:
            return False
        commands = text.partition("\r")[2] if text.startswith("/") else text
        return len(commands) > TYPED_AHEAD and len(set(commands)) > 1

    def _parsed(self, token: str) -> Iterator[Message]:
        """Yield the messages of Textual's parser; an error drops token and parser."""
        try:
            if token:  # an empty token would end Textual's parser
                for message in self._parser.feed(token):
                    if isinstance(message, self._welcome):
                        yield message
        except (ParseError, ValueError, OverflowError, LookupError, StopIteration, RuntimeError):
            self._parser = XTermParser()


def _strip_late(text: str) -> str:
    """Return text that follows a lone Escape, with a cut answer mended and a cut key removed.

    The Escape of a cut key already had its effect.
    """
    return f"\x1b{text}" if _LATE_ANSWER.match(text) else text[_end_of(_LATE_KEY, text) :]


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _by_us_layout(sequence: str) -> str:
    """Return a key with Ctrl, Alt or Super of another script's layout as the US key in its place.

    In the kitty protocol terminals send the letter of the layout, where they send the control
    character of the Latin letter otherwise. A terminal names the US key too on request; for any
    other the known layouts give it.
    """
    match = _MODIFIED.fullmatch(sequence)
    if match is None:
        return sequence
    code = match["code"]
    if (int(match["modifiers"]) - 1) & _CHORD and _is_of_another_script(chr(int(code))):
        code = match["base"] or _us_code(chr(int(code)))
    return f"\x1b[{code};{match['modifiers']}{match['text'] or ''}u"


def _us_code(letter: str) -> str:
    from index.text.keyboards import us_key  # spares every start the import

    return str(ord(us_key(letter) or letter))


def _is_of_another_script(letter: str) -> bool:
    return not letter.isascii() and not unicodedata.name(letter, "LATIN").startswith("LATIN")


class _Pasting:
    """A paste so far, up to a limit of characters."""

    def __init__(self, limit: int, is_marked: bool) -> None:
        self._limit = limit
        self._is_marked = is_marked
        self.patience = PASTE_SECONDS if is_marked else ESCAPE_SECONDS
        self._parts: list[str] = []
        self._kept = 0
        self._tail = ""
        """Possible start of the end mark."""
        self.left_out = 0

    @property
    def text(self) -> str:
        """Pasted text within the limit."""
        return "".join(self._parts)

    def take(self, text: str) -> str | None:
        """Add a text; return what follows the paste, or None while the paste has not ended."""
        if not self._is_marked:
            self._keep(text)
            return None
        text = self._tail + text
        self._tail = ""
        inside, end, rest = text.partition(_END)
        if not end:
            cut = max((n for n in range(1, len(_END)) if text.endswith(_END[:n])), default=0)
            inside, self._tail = text[: len(text) - cut], text[len(text) - cut :]
        self._keep(inside)
        return rest if end else None

    def _keep(self, text: str) -> None:
        kept = text[: self._limit - self._kept]
        self._parts.append(kept)
        self._kept += len(kept)
        self.left_out += len(text) - len(kept)


def is_known(sequence: str) -> bool:
    """Return whether Textual knows a control sequence for a key, a click or a terminal's answer.

    Textual takes the first number of any other sequence for the code of a letter.
    """
    if sequence in ANSI_SEQUENCES_KEYS or _MOUSE.fullmatch(sequence) or _REPORT.fullmatch(sequence):
        return True
    match = _EXTENDED.fullmatch(sequence)
    if match is None:
        return False
    code, _, rest = match[1].partition(";")
    if match[2] != "u":
        return f"{code.partition(':')[0] or '1'}{match[2]}" in FUNCTIONAL_KEYS
    _, _, text = rest.partition(";")
    numbers = [part for part in re.split("[:;]", code) if part]
    letters = [part for part in text.split(":") if part]
    return bool(numbers) and all(map(_is_code, numbers)) and all(map(_is_letter, letters))


def _is_code(number: str) -> bool:
    return len(number) < 8 and int(number) <= 0x10FFFF and not 0xD800 <= int(number) < 0xE000


def _is_letter(number: str) -> bool:
    return number.isdecimal() and _is_code(number) and chr(int(number)).isprintable()
