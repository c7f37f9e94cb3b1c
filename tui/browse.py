"""Can the browser run here, and what does it need before its first frame?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click

from index.home import Home
from index.state import State
from tui.settings import load_settings

WRONG_USE, TROUBLE = 2, 3


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


def browse(home: Home, environment: Mapping[str, str]) -> int:
    """Open the screen; the exit code."""
    if why := refusal(environment):
        click.echo(f"newstui: {why}", err=True)
        return WRONG_USE
    home.prepare()
    settings = load_settings(home.settings)
    state = State.open(home.state)

    from tui.app import NewstuiApp
    from tui.session import Session

    os.environ.setdefault("ESCDELAY", "50")
    app = NewstuiApp(Session(home, state), settings, environment)
    app.run(mouse=False)
    if app.problem:
        click.echo(f"newstui: {app.problem}", err=True)
        return TROUBLE
    return app.return_code or 0
