"""What does the `newstui` command start?"""

from __future__ import annotations

import gc
import os
import sys

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
    if sys.argv[1:] or "_NEWSTUI_COMPLETE" in os.environ:
        from tui.cli import commands

        _speak_as_the_terminal()
        commands()
    else:
        gc.disable()
        from index.home import Home
        from tui.browse import run

        sys.exit(run(Home.find()))


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
