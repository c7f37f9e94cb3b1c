"""What does the `newstui` command start?"""

from __future__ import annotations

import gc
import os
import sys

from tui.asked import Asked, browsing

_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


def main() -> None:
    """Browse when nothing else is asked for; everything else is the command line's.

    The browser starts without the library of the command line, and without collecting garbage
    until its first frame: both are felt at every start.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    try:
        _start()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _start() -> None:
    asked = None if "_NEWSTUI_COMPLETE" in os.environ else browsing(sys.argv[1:])
    if asked is None:
        from index.processes.lifeline import end_on_sigterm
        from tui.cli import commands

        end_on_sigterm()
        _speak_as_the_terminal()
        commands()
    else:
        sys.exit(browse(asked))


def browse(asked: Asked) -> int:
    """Browse from the terminal that started us; the exit code.

    What was last seen is on the terminal before anything large is imported, and keys that are
    typed meanwhile wait.
    """
    gc.disable()
    from index.whereabouts import home_path
    from tui.opened import Opened, can_draw, show
    from tui.windows import open_window

    home = home_path(asked.home)
    if not can_draw():
        window = opened = None
    else:
        window, opened = open_window(home, asked.fresh), Opened()
    try:
        if window and opened and asked.uses_cache:
            show(opened, window, home)
        if opened is not None:
            opened.heed_signals()
        from tui.browse import run

        return run(home, asked, window, opened)
    finally:
        if opened is not None:
            opened.close()


def _speak_as_the_terminal() -> None:
    """On a terminal that doesn't read UTF-8, write what it reads; files and pipes stay UTF-8."""
    locale = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "UTF-8")
    streams = [each for each in (sys.stdout, sys.stderr) if each.isatty()]
    if "UTF" in locale.upper() or not streams:
        return
    from tui.terminal.charset import write_in

    for stream in streams:
        write_in(stream, os.environ)


if __name__ == "__main__":
    main()
