"""Text for the clipboard, and the ways to it: OSC 52 or a command."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass

from index.article import Article, NamedBy
from tui.terminal.families import Feature
from tui.terminal.surroundings import Multiplexer, Surroundings
from tui.view.cells import crop
from tui.view.dates import count, moment
from tui.view.links import safe_url

LIMIT = 74_994
"""Bytes of text that every common terminal takes in one OSC 52: 100,000 once they are base64."""
_SCREEN_PIECE = 700
"""Bytes of a string for GNU screen, which takes 768 with what is around them."""
_TOOL_SECONDS = 2.0
SUMMARY_CELLS = 40
"""Cells of the first line that stand for a text of several lines."""


@dataclass(frozen=True, slots=True)
class ForClipboard:
    """A text on its way to the clipboard of the reader's own terminal."""

    sequence: str
    """OSC 52, wrapped for what is around newstui; empty where the terminal knows no such thing."""
    sent: int
    size: int
    """Bytes of the text that are in the sequence, and all of them."""


def osc52(text: str, terminal: Surroundings) -> ForClipboard:
    """The escape sequence that puts a text on the clipboard, as much of it as terminals take.

    tmux heeds it by itself with `set-clipboard on`, and passes on what is wrapped for it with
    `allow-passthrough on` (any tmux before 3.3): it gets both. screen passes on what is wrapped, in
    pieces; a TERM of `screen` that came over SSH may as well be tmux's, so that it gets both too.
    Source: XTerm Control Sequences, OSC 52; tmux(1); screen(1), "Virtual Terminal".
    """
    data = text.encode("utf-8", "replace")
    kept = data[:LIMIT].decode("utf-8", "ignore").encode()
    if not terminal.has(Feature.STRINGS):
        return ForClipboard("", 0, len(data))
    sequence = f"\x1b]52;c;{b64encode(kept).decode('ascii')}\x07"
    wrapped = sequence
    for around in reversed(terminal.multiplexers):
        wrapped = _WRAP[around](wrapped)
    both = sequence + wrapped if terminal.multiplexers else sequence
    return ForClipboard(both, len(kept), len(data))


def _for_tmux(sequence: str) -> str:
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _for_screen(sequence: str) -> str:
    """In strings of which none holds the two characters that would end it."""
    pieces: list[str] = []
    for part in re.split(r"(?<=\x1b)(?=\\)", sequence):
        pieces += (part[at : at + _SCREEN_PIECE] for at in range(0, len(part), _SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


_WRAP = {Multiplexer.TMUX: _for_tmux, Multiplexer.SCREEN: _for_screen}

_TOOLS = (
    ("darwin", ("pbcopy",)),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--input", "--clipboard")),
)


def copy_here(text: str, terminal: Surroundings) -> bool:
    """Put a text on this machine's clipboard by a program of its own; whether that was done.

    Never for a reader who sits elsewhere. It may take a moment, and is not for the event loop.
    """
    if terminal.is_remote:
        return False
    for where, command in _TOOLS:
        if where in terminal.display and shutil.which(command[0]) and _ran(command, text):
            return True
    return False


def _ran(command: tuple[str, ...], text: str) -> bool:
    """Whether a program took a text. It stays behind to hand the text out when somebody pastes."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,  # a pipe would never be closed
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # ^Z stops all of ours: who pastes would wait for `fg`
            timeout=_TOOL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def link(article: Article, with_path: bool = True) -> str:
    """What `y` copies: the URL, or the file where the article has none.

    Without paths, for who reads on another's machine, its slug instead.
    """
    return safe_url(article.url) or (article.origin.path if with_path else article.slug)


def citation(article: Article, with_path: bool = True) -> str:
    """What `Y` copies: author, title, source, date, link, in one line; no folder is a source that
    others can find."""
    parts = []
    if article.author:
        parts.append(f"{article.author}.")
    parts.append(f"“{article.title}”.")
    if article.source and article.source_by is not NamedBy.FOLDER:
        parts.append(f"{article.source},")
    parts.append(f"{moment(article.published, article.day_only) or 'undated'}.")
    parts.append(link(article, with_path))
    return " ".join(parts)


def summary(text: str) -> str:
    """Return a copied text as a status line names it: whole, or its first line and its size.

    `A headline`, `A headline … (3 lines, 1,204 characters)`.
    """
    lines = text.splitlines()
    if len(lines) < 2:
        return text.strip()
    first = crop(lines[0], SUMMARY_CELLS).strip()
    return f"{first} … ({count(len(lines), 'line')}, {count(len(text), 'character')})"
