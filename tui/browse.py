"""Can the browser run here, and what does it need before its first frame?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from index.clean import clean_line
from index.errors import HomeError, NewstuiError
from index.home import Home
from index.state import State
from tui.settings import load_settings

WRONG_USE, TROUBLE = 2, 3
ESCAPE_MILLISECONDS = 50
"""How long after Escape the rest of a sequence may come: more is felt, less breaks slow links."""


def refusal(environment: Mapping[str, str]) -> str | None:
    """Why no screen can be drawn here, in words; None when one can."""
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


def run(home: Home) -> int:
    """Browse this home from the terminal that started us; the exit code."""
    try:
        return browse(home, dict(os.environ))  # Textual takes NO_COLOR out of the real one
    except NewstuiError as error:
        print(f"newstui: {clean_line(str(error))}", file=sys.stderr)
        return TROUBLE


def browse(home: Home, environment: Mapping[str, str]) -> int:
    """Open the screen; the exit code. Raises `NewstuiError` when it can't be opened.

    Who visits an archive writes nothing and opens nothing on this machine, and what is marked is
    forgotten at the end.
    """
    if why := refusal(environment):
        print(f"newstui: {why}", file=sys.stderr)
        return WRONG_USE
    if not home.is_visited:
        try:
            home.prepare()
        except HomeError:
            if not home.index.exists():
                raise  # else it can be read, and the state says that nothing will be kept
    elif not home.index.exists():
        raise HomeError(home.path, "there is no archive here; `newstui add` makes one")
    settings = load_settings(home.settings)
    state = State.for_this_run() if home.is_visited else State.open(home.state)

    os.environ.setdefault("ESCDELAY", str(ESCAPE_MILLISECONDS))  # Textual reads it when imported
    from tui.app import NewstuiApp
    from tui.public import PublicSession
    from tui.session import Session

    session = PublicSession(home, state) if home.is_visited else Session(home, state)
    app = NewstuiApp(session, settings, environment, kiosk=home.is_visited)
    app.run(mouse=False)
    if app.problem:
        print(f"newstui: {app.problem}", file=sys.stderr)
        return TROUBLE
    return app.return_code or 0
