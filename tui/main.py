"""What does the `newstui` command start?"""

from __future__ import annotations

import gc
import os
import sys

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

        commands()
    else:
        gc.disable()
        from index.home import Home
        from tui.browse import run

        sys.exit(run(Home.find()))


if __name__ == "__main__":
    main()
