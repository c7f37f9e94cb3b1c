"""Entry point of the `newstui` command."""

from __future__ import annotations

import os
import sys

from tui.start.arguments import browsing

_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
INTERRUPTED = 130
"""Exit code after an interruption: 128 and the number of SIGINT, as shells have it."""


def main() -> None:
    """Start the browser for its own options only; start the command line for all other arguments.

    The browser starts without the library of the command line, and without collecting garbage until
    its first frame: both are felt at every start.
    """
    _open_closed_streams()
    _trust_the_terminal()
    try:
        _start()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _open_closed_streams() -> None:
    """Open the null device in place of each standard stream that the parent process closed.

    The lowest free descriptor is the stream's own.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _trust_the_terminal() -> None:
    """Remove `COLUMNS` and `LINES` from the environment where the terminal knows its size.

    They may have been exported for another terminal or an earlier size.
    """
    try:
        size = os.get_terminal_size(1)
    except OSError:
        return
    if all(size):
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)


def _start() -> None:
    asked = None if "_NEWSTUI_COMPLETE" in os.environ else browsing(sys.argv[1:])
    if asked is None:
        from index.ipc.lifeline import end_on_sigterm
        from tui.cli.commands import commands

        end_on_sigterm()
        _write_what_is_read()
        commands()
    else:
        from tui.app.launch import browse

        sys.exit(browse(asked))


def _write_what_is_read() -> None:
    """Set the output encoding: a terminal's own characters, else UTF-8 or `PYTHONIOENCODING`.

    Characters that an encoding lacks are replaced.
    """
    locale = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "UTF-8")
    others = [
        stream
        for stream in (sys.stdout, sys.stderr)
        if "UTF" not in (locale if stream.isatty() else stream.encoding).upper()
    ]
    if not others:
        return
    from tui.terminal.charset import charset, write_in

    for stream in others:
        write_in(stream, charset(os.environ) if stream.isatty() else stream.encoding)


if __name__ == "__main__":
    main()
