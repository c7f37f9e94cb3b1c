"""What is copied, and how it gets through tmux and screen."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime

import pytest

from index.article import Article, Kind, Origin
from tui.clipboard import citation, link, osc52, safe_url

ARTICLE = Article(
    id="a",
    slug="a",
    kind=Kind.ARTICLE,
    title="Putin tells mothers he shares their pain",
    origin=Origin("/news/000.txt"),
    source="365NEWSX",
    published=datetime(2022, 11, 25, tzinfo=UTC),
    author="Jane Doe",
)


def test_a_bare_terminal_gets_osc_52() -> None:
    sequence = osc52("привет", {"TERM": "xterm-256color"})
    assert sequence.startswith("\x1b]52;c;")
    assert b64decode(sequence[7:-1]).decode() == "привет"


def test_tmux_passes_it_on() -> None:
    assert "\x1bPtmux;\x1b\x1b]52;c;" in osc52("x", {"TMUX": "/tmp/tmux-0/default,1,0"})


def test_screen_gets_it_in_pieces_of_at_most_768_bytes() -> None:
    sequence = osc52("x" * 3000, {"TERM": "screen-256color"})
    pieces = sequence.split("\x1b\\")
    assert all(len(piece) <= 768 for piece in pieces)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://example.org/\x1b]8;;",
        "https://example.org/a b",
        "https://example.org/\n",
        "",
        None,
    ],
)
def test_only_web_addresses_are_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_citation_names_author_title_source_date_and_place() -> None:
    assert citation(ARTICLE) == (
        "Jane Doe. “Putin tells mothers he shares their pain”. 365NEWSX, 25 Nov 2022. /news/000.txt"
    )
    assert link(ARTICLE) == "/news/000.txt"
