"""Frame of a screen: bytes that draw it on a terminal before the app is up."""

from __future__ import annotations

from rich.console import Console

from tui.screens.article_screen import ArticleScreen
from tui.widgets.bar import Bar


def frame_of(screen: ArticleScreen, console: Console) -> str:
    """Return the escape sequences for every cell of a screen, with its "opening" line.

    They are in the console's colours. Empty where the screen was not laid out for the terminal's
    size, or shows a long message.

    The texts are the screen's, and as clean.
    """
    if screen.size != screen.app.size or any(bar.size.height > 1 for bar in screen.query(Bar)):
        return ""  # covered during a resize, or shows a long message
    strips = screen._compositor.render_strips(screen.size)
    bar, left, right = screen.opening()
    if bar.region.y >= len(strips):
        return ""
    strips[bar.region.y] = bar.line(left, right)
    return "".join(
        f"\x1b[{row};1H{strip.render(console)}" for row, strip in enumerate(strips, start=1)
    )
