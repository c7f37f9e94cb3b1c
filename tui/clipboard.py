"""What is copied, and how does it reach the clipboard of the terminal in front of the reader?"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping

from index.article import Article
from tui.clock import moment

_SAFE_URL = re.compile(r"https?://[A-Za-z0-9\[][^\s\x00-\x20\x7f-\xa0\"'<>\\^`{|}]*\Z")
LIMIT = 74_994
"""Bytes of text that every common terminal takes in one OSC 52 (xterm's and tmux's limit)."""


def osc52(text: str, environment: Mapping[str, str]) -> str:
    """The escape sequence that puts text on the clipboard of the reader's own terminal.

    Inside tmux or screen it is wrapped so that they pass it on (tmux needs `set-clipboard on` or
    `allow-passthrough on`). Source: XTerm Control Sequences, OSC 52.
    """
    data = b64encode(text.encode("utf-8", "replace")[:LIMIT]).decode("ascii")
    sequence = f"\x1b]52;c;{data}\x07"
    if environment.get("TMUX"):
        return sequence + "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("TERM", "").startswith("screen"):
        # screen takes at most 768 bytes in one string, so the sequence goes through in pieces
        pieces = [sequence[at : at + 700] for at in range(0, len(sequence), 700)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def safe_url(url: str | None) -> str | None:
    """The URL if it is a web address that can be opened or shown as a link, else None."""
    return url if url and _SAFE_URL.match(url) else None


def link(article: Article, with_path: bool = True) -> str:
    """What `y` copies: the URL, or the file where the article has none.

    Without paths, for who reads on another's machine, its slug instead.
    """
    return safe_url(article.url) or (article.origin.path if with_path else article.slug)


def citation(article: Article, with_path: bool = True) -> str:
    """What `Y` copies: author, title, source, date, link, in one line."""
    parts = []
    if article.author:
        parts.append(f"{article.author}.")
    parts.append(f"“{article.title}”.")
    if article.source:
        parts.append(f"{article.source},")
    parts.append(f"{moment(article.published, article.day_only) or 'undated'}.")
    parts.append(link(article, with_path))
    return " ".join(parts)
