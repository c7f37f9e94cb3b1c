"""Themes: the terminal's own colours with one accent, or palettes of newstui.

The terminal's sixteen colours are used unless the reader says otherwise: only the reader knows the
background, dark or light, and has set the colours so that each can be read on it. The palettes of
newstui are for sixteen colours that can't (yellow on white, dark blue on black). They are chosen
among xterm's 256 colours, so that with 256 colours and with millions they are the same.
"""

from __future__ import annotations

from textual.theme import Theme


def _theme(name: str, dark: bool, **colours: str) -> Theme:
    """Return a theme with these colours on the terminal's own background and text."""
    accent, on_accent, faint = colours["accent"], colours["on_accent"], colours["faint"]
    return Theme(
        name=name,
        ansi=True,
        dark=dark,
        primary=colours["primary"],
        secondary=accent,
        accent=accent,
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border": accent,
            "border-blurred": faint,
            "block-cursor-foreground": on_accent,
            "block-cursor-background": accent,
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_default",
            "block-cursor-text-style": "none",
            "block-hover-background": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": accent,
            "input-selection-foreground": on_accent,
            "screen-selection-background": accent,
            "screen-selection-foreground": on_accent,
            "scrollbar": faint,
            "scrollbar-hover": accent,
            "scrollbar-active": accent,
            "scrollbar-background": "ansi_default",
            "scrollbar-background-hover": "ansi_default",
            "scrollbar-background-active": "ansi_default",
            "scrollbar-corner-color": "ansi_default",
        },
    )


NEWSTUI = _theme(
    "newstui",
    dark=True,
    primary="ansi_blue",
    accent="ansi_cyan",
    on_accent="ansi_black",
    faint="ansi_bright_black",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
)
"""Sixteen colours at most and the terminal's own background: the theme looks right on dark and on
light, in 16 colours and in millions, over SSH and in tmux, because the reader's palette decides.
"""

DARK = _theme(
    "newstui-dark",
    dark=True,
    primary="#87afff",
    accent="#5fd7d7",
    on_accent="#000000",
    faint="#808080",
    warning="#ffd75f",
    error="#ff8787",
    success="#87d787",
)
"""Palette for dark backgrounds: each colour has a contrast of at least 4.5 to 1 against black and
against #303030 (WCAG 2, 1.4.3), except the faint colour of separators.
"""

LIGHT = _theme(
    "newstui-light",
    dark=False,
    primary="#005faf",
    accent="#005f87",
    on_accent="#ffffff",
    faint="#8a8a8a",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
)
"""Palette for light backgrounds: the same contrast against white and against #eeeeee."""

OURS = (NEWSTUI, DARK, LIGHT)
"""All themes. The last two need 256 colours; with fewer the first is used, with a message."""
