"""Start of the browser on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from index.errors import HomeError, NewstuiError
from index.files.home import NO_ARCHIVE, Home
from index.state import State
from index.text.clean import clean_line
from tui.settings.config import load_settings
from tui.start.arguments import BrowseOptions
from tui.start.early_terminal import EarlyTerminal
from tui.start.window_files import Window, open_window

WRONG_USE, TROUBLE = 2, 3


def refusal(environment: Mapping[str, str]) -> str | None:
    """Return the reason why no screen can be drawn on this terminal; None when one can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return (
            "the browser needs a terminal; over ssh ask for one with `ssh -t`. "
            "`newstui search` and `newstui show` work without"
        )
    if environment.get("TERM", "") in ("", "dumb", "unknown"):
        return (
            f"this terminal (TERM={environment.get('TERM', '')!s}) can't draw a screen; "
            "`newstui search` and `newstui show` work on it"
        )
    return None


def run(
    path: str,
    asked: BrowseOptions,
    window: Window | None = None,
    opened: EarlyTerminal | None = None,
) -> int:
    """Browse the home at `path` from this process's terminal; return the exit code.

    `opened` is that terminal if it is in raw mode already, `window` the window's record in the
    home.
    """
    try:
        # Textual takes NO_COLOR out of `os.environ` itself.
        return browse(Home(Path(path)), asked, window, opened, dict(os.environ))
    except NewstuiError as error:
        _complain(clean_line(str(error)), opened)
        return TROUBLE


def visit(home: Home) -> int:
    """Browse another person's archive, as `browse` does; nothing is saved for a next time."""
    try:
        return browse(home, BrowseOptions(), None, None, dict(os.environ))
    except NewstuiError as error:
        _complain(clean_line(error.for_visitors), None)
        return TROUBLE


def browse(
    home: Home,
    asked: BrowseOptions,
    window: Window | None,
    opened: EarlyTerminal | None,
    environment: Mapping[str, str],
) -> int:
    """Open the screen and run the app; return the exit code.

    Raises `NewstuiError` when it can't be opened. A visitor of an archive writes nothing and opens
    nothing on this machine, and the visitor's marks are forgotten at the end.
    """
    if why := refusal(environment):
        _complain(why, opened)
        return WRONG_USE
    if not home.is_visited:
        try:
            home.prepare()
        except HomeError:
            if not home.index.exists():
                raise  # an existing index can be read, and the state reports that it saves nothing
    elif not home.index.exists():
        raise HomeError(home.path, NO_ARCHIVE)
    settings = load_settings(home.settings)
    state = State.for_this_run() if home.is_visited else State.open(home.state, home.moves)

    _set_up_textual()
    from index.archive.policy import PublicSession
    from index.archive.session import Session
    from tui.app.app import NewstuiApp
    from tui.start.window_writer import WindowWriter

    session = PublicSession(home, state) if home.is_visited else Session(home, state)
    if not home.is_visited:
        window = window or open_window(str(home.path))
    app = NewstuiApp(
        session,
        settings,
        environment,
        kiosk=home.is_visited,
        bookmark=WindowWriter(window, asked.uses_cache),
        opened=opened,
    )
    app.run(mouse=False)
    if app.problem:
        _complain(app.problem, opened)
        return TROUBLE
    return app.return_code or 0


def _set_up_textual() -> None:
    """Clear the environment of Textual's variables, which Textual reads when it is imported.

    A developer of another Textual app may have set them: some would end newstui or change its
    colours.
    """
    from tui.terminal.surroundings import ESCAPE_SECONDS

    for name in [*os.environ]:
        if name.startswith("TEXTUAL_") and name != "TEXTUAL_DRIVER":
            del os.environ[name]
    os.environ.setdefault("ESCDELAY", str(round(1000 * ESCAPE_SECONDS)))


def _complain(text: str, opened: EarlyTerminal | None) -> None:
    """Write one line to standard error, after closing any frame."""
    if opened is not None:
        opened.close()
    print(f"newstui: {text}", file=sys.stderr)
