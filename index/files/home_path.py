"""Folder of an archive's files, found without a heavy import.

This runs before the first frame: it imports nothing that takes a millisecond.
"""

from __future__ import annotations

import os
import sys

VARIABLE = "NEWSTUI_HOME"
"""The environment variable that names the home folder."""


def home_path(option: str | None = None) -> str:
    """Return the folder of `--home`, else of `$NEWSTUI_HOME`, else the user's data folder.

    The data folder is the result of `platformdirs.user_data_path`; on Linux, by the XDG Base
    Directory Specification, it is known without that library.
    """
    named = option or os.environ.get(VARIABLE)
    if named:
        return os.path.abspath(os.path.expanduser(named))
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        data = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")
        return os.path.join(data, "newstui")
    import platformdirs

    return platformdirs.user_data_dir("newstui", appauthor=False)
