"""What does the `newstui` command start?"""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Browse when nothing else is asked for; everything else is the command line's.

    The browser starts without the library of the command line, and without collecting garbage
    until its first frame: both are felt at every start.
    """
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
