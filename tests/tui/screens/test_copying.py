"""Tests of selecting and copying in the browser, and of its messages."""

from __future__ import annotations

from base64 import b64decode

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Browse, bar, settle
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.list import ListScreen
from tui.settings.config import Settings
from tui.view.article_layout import TextBlock
from tui.view.cells import display
from tui.view.clipboard import LIMIT
from tui.widgets.article_view import ArticleView

PUTIN = ["j"] * 11
REMOTE = {"SSH_CONNECTION": "a 1 b 2"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of sequences written past the screen; a headless driver would drop them."""
    found: list[str] = []

    def keep(app: NewstuiApp, sequence: str) -> None:
        found.append(app.surroundings.known(sequence))

    monkeypatch.setattr(NewstuiApp, "write_to_terminal", keep)
    return found


async def read(pilot: Pilot[None]) -> ArticleView:
    """Open the article about the mothers' pain."""
    await pilot.press(*PUTIN, "enter")
    await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
    view = pilot.app.screen.query_one("#article", ArticleView)
    await settle(pilot, lambda: view.virtual_size.height > 10)
    return view


def copied(sent: list[str]) -> str:
    *_, last = sent
    return b64decode(last.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()


async def said(pilot: Pilot[None], text: str) -> None:
    await settle(pilot, lambda: text in bar(pilot, "#bottom"))


async def test_words_of_two_lines_are_copied_as_they_were_written(
    browse: Browse, sent: list[str]
) -> None:
    async with browse(60, 24, **REMOTE) as pilot:
        view = await read(pilot)
        await pilot.press("v", *["w"] * 30, "V", "v", "0")
        while view.selected is not None and not view.selected.endswith("told a"):
            await pilot.press("l")
        await pilot.press("o", *["w"] * 27)
        assert view.selected is not None
        text = view.selected
        await pilot.press("y")
        await said(pilot, "sent to your terminal's clipboard, if it takes OSC 52")
        assert copied(sent) == text
        assert view.selected is None


async def test_whole_lines_and_how_many_letters_they_have(browse: Browse, sent: list[str]) -> None:
    async with browse(**REMOTE) as pilot:
        view = await read(pilot)
        await pilot.press("V", "j")
        await said(pilot, "Esc leave")
        assert view.selected is not None
        assert f"{len(view.selected)} selected" in bar(pilot, "#bottom")
        await pilot.press("y")
        await said(pilot, "sent to")
        assert copied(sent).startswith("Ukraine war: Putin tells Russian soldiers' mothers")


@pytest.mark.parametrize("key", ["escape", "q", "v"])
async def test_leaving_a_selection_leaves_nothing_else(browse: Browse, key: str) -> None:
    async with browse() as pilot:
        view = await read(pilot)
        await pilot.press("v", "w", key)
        assert view.selected is None
        assert isinstance(pilot.app.screen, DetailScreen)
        await pilot.press("q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))


async def test_keys_are_the_articles_again_afterwards(browse: Browse, sent: list[str]) -> None:
    async with browse(**REMOTE) as pilot:
        view = await read(pilot)
        await pilot.press("v", "escape", "y")
        await said(pilot, "sent to")
        assert copied(sent).endswith("000_48747d1a77b61bc1.txt")
        top = view.scroll_offset.y
        await pilot.press("j")
        assert view.scroll_offset.y == top + 1


async def test_the_selection_is_brought_into_sight(browse: Browse) -> None:
    async with browse(80, 12) as pilot:
        view = await read(pilot)
        await pilot.press("v", "G")
        assert view.scroll_offset.y > 0
        await pilot.press("g")
        assert view.scroll_offset.y <= 1
        assert view.selected is not None
        assert len(view.selected) == 1


async def test_another_article_ends_it(browse: Browse) -> None:
    async with browse() as pilot:
        view = await read(pilot)
        await pilot.press("v", "w", "J")
        await settle(pilot, lambda: "13 of 15" in bar(pilot, "#top"))
        assert view.selected is None


async def test_where_the_terminal_has_no_clipboard_the_text_is_shown(
    browse: Browse, sent: list[str]
) -> None:
    async with browse(TERM="vt100", **REMOTE) as pilot:
        await read(pilot)
        await pilot.press("y")
        await said(pilot, "this terminal has no clipboard to send to")
        assert "000_48747d1a77b61bc1.txt" in bar(pilot, "#bottom")
        assert not any("52;" in sequence for sequence in sent)


async def test_what_is_cut_is_said(browse: Browse, sent: list[str]) -> None:
    async with browse(**REMOTE) as pilot:
        await read(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DetailScreen)
        await screen.copy("x" * (LIMIT + 1))
        assert f"only the first {LIMIT:,} of {LIMIT + 1:,} bytes" in bar(pilot, "#bottom")
        assert copied(sent) == "x" * LIMIT


@pytest.mark.parametrize(
    ("environment", "settings", "mouse"),
    [
        ({}, Settings(), True),
        (REMOTE, Settings(), False),
        (REMOTE, Settings(mouse=True), True),
        ({}, Settings(mouse=False), False),
        ({"TERM": "linux"}, Settings(mouse=True), False),
    ],
    ids=["here", "far away", "wanted there", "unwanted", "console"],
)
async def test_the_mouse(
    browse: Browse, sent: list[str], environment: dict[str, str], settings: Settings, mouse: bool
) -> None:
    async with browse(settings=settings, **environment):
        assert any("?1000h" in sequence for sequence in sent) == mouse


async def test_the_mouse_is_a_key_away(browse: Browse, sent: list[str]) -> None:
    async with browse(**REMOTE) as pilot:
        await pilot.press("M")
        assert "\x1b[?1000h" in sent[-1]
        await pilot.press("M")
        assert "\x1b[?1000l" in sent[-1]


async def test_far_away_a_link_is_shown_and_not_opened(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(NewstuiApp, "open_url", lambda _app, url: opened.append(url))
    async with browse(**REMOTE) as pilot:
        await pilot.press("o")
        await settle(
            pilot, lambda: "link" in bar(pilot, "#bottom") or "http" in bar(pilot, "#bottom")
        )
    assert opened == []


async def test_a_headline_is_a_link_to_a_web_address_only(browse: Browse) -> None:
    async with browse() as pilot:
        view = await read(pilot)
        for target in ("https://example.org/a", ""):
            view.show([TextBlock("A headline", "title", link=target)])
            styles = [each.style for each in view.render_line(0) if each.text == "A headline"]
            links = {style.link for style in styles if style is not None}
            assert links == {target or None}


async def test_several_copied_lines_are_named_on_one(browse: Browse, sent: list[str]) -> None:
    async with browse(**REMOTE) as pilot:
        await read(pilot)
        await pilot.press("V", "j", "j", "j", "j", "y")
        await said(pilot, "sent to")
        assert "\n" not in bar(pilot, "#bottom")
        assert copied(sent).count("\n") >= 2
        await said(pilot, " lines, ")


def test_line_breaks_are_drawn_as_spaces() -> None:
    assert display("one\ntwo\r\nthree\u2028four") == "one two  three four"
