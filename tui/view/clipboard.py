"""Text for the clipboard, and its two routes: OSC 52 or a command."""

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
"""Bytes of text in one OSC 52 that every common terminal accepts: 100,000 as base64."""
_SCREEN_PIECE = 700
"""Bytes of one string for GNU screen; its limit of 768 includes introducer and terminator."""
_TOOL_SECONDS = 2.0
SUMMARY_CELLS = 40
"""Cells of the first line in the summary of a text of several lines."""


@dataclass(frozen=True, slots=True)
class ForClipboard:
    """Text on its way to the clipboard of the reader's own terminal."""

    sequence: str
    """OSC 52, wrapped for the multiplexers around newstui; empty on a terminal without support."""
    sent: int
    size: int
    """Bytes of the text: `sent` of them are in the sequence, `size` is their total."""


def osc52(text: str, terminal: Surroundings) -> ForClipboard:
    """Return the escape sequence that copies a text to the clipboard, cut at `LIMIT` bytes.

    tmux obeys a plain OSC 52 with `set-clipboard on`, and passes on a wrapped one with
    `allow-passthrough on` (any tmux before 3.3): tmux gets both. screen passes on wrapped pieces; a
    TERM of `screen` over SSH may as well be tmux's, so that screen gets both too.
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
    """Return the sequence wrapped in strings, none of them with a string terminator inside."""
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
    """Copy a text to this machine's clipboard by a command; return whether a command took it.

    Always False for a reader on a remote machine. Blocks for `_TOOL_SECONDS` a command at most: not
    for the event loop.
    """
    if terminal.is_remote:
        return False
    for where, command in _TOOLS:
        if where in terminal.display and shutil.which(command[0]) and _ran(command, text):
            return True
    return False


def _ran(command: tuple[str, ...], text: str) -> bool:
    """Return whether a command took a text. The command stays in the background to serve pastes."""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,  # the background command would never close a pipe
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # ^Z stops newstui's process group: a paste would wait for `fg`
            timeout=_TOOL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def link(article: Article, with_path: bool = True) -> str:
    """Return the text that `y` copies: the URL, or the path of an article without a URL.

    Without paths, for a reader of another person's archive, the slug replaces the path.
    """
    return safe_url(article.url) or (article.origin.path if with_path else article.slug)


def citation(article: Article, with_path: bool = True) -> str:
    """Return the text that `Y` copies: author, title, source, date and link in one line.

    A source named after a folder is left out: other people can't find the folder.
    """
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
    """Return a copied text for the status line: whole, or its first line and its size.

    `A headline`, `A headline … (3 lines, 1,204 characters)`.
    """
    lines = text.splitlines()
    if len(lines) < 2:
        return text.strip()
    first = crop(lines[0], SUMMARY_CELLS).strip()
    return f"{first} … ({count(len(lines), 'line')}, {count(len(text), 'character')})"
