"""Frame of a screen: bytes that draw it on a terminal before the app is up."""

from __future__ import annotations

from rich.console import Console

from tui.screens.article_screen import ArticleScreen
from tui.widgets.bar import Bar


def frame_of(screen: ArticleScreen, console: Console) -> str:
    """Every cell of a screen, in the console's colours, with the line that says that it is being
    opened. Empty where the screen was not laid out for the terminal as it is.

    The texts are those of the screen, and as clean.
    """
    if screen.size != screen.app.size or any(bar.size.height > 1 for bar in screen.query(Bar)):
        return ""  # it was left below another one when the size changed, or says something long
    strips = screen._compositor.render_strips(screen.size)
    bar, left, right = screen.opening()
    if bar.region.y >= len(strips):
        return ""
    strips[bar.region.y] = bar.line(left, right)
    return "".join(
        f"\x1b[{row};1H{strip.render(console)}" for row, strip in enumerate(strips, start=1)
    )
