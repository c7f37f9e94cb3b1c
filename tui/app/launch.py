"""Start of the browser: the last frame first, then everything large."""

from __future__ import annotations

import gc

from tui.start.arguments import BrowseOptions


def browse(asked: BrowseOptions) -> int:
    """Browse from this process's terminal; return the exit code.

    The last frame is on the terminal before anything large is imported, and keys that are typed
    meanwhile wait.
    """
    gc.disable()
    from index.files.home_path import home_path
    from tui.start.early_terminal import EarlyTerminal, can_draw, show
    from tui.start.window_files import open_window

    home = home_path(asked.home)
    if not can_draw():
        window = opened = None
    else:
        window, opened = open_window(home, asked.fresh), EarlyTerminal()
    try:
        if window and opened and asked.uses_cache:
            show(opened, window, home)
        if opened is not None:
            opened.heed_signals()
        from tui.app.browse import run

        return run(home, asked, window, opened)
    finally:
        if opened is not None:
            opened.close()
