"""Start of newstui by a unique module name.

It serves the installed command, `python -m newstui`, and every process that these start. Nothing
else of newstui is imported before `prefer_installed`: until then a module `index` or `tui` on the
user's `PYTHONPATH` would hide newstui's own.
"""

import os
import sys


def main() -> None:
    """Run the command."""
    prefer_installed()
    keep_names_as_bytes()
    from tui.main import main as run_command

    run_command()


def run_module() -> None:
    """Run the module that the first argument names, as `python -m` does."""
    prefer_installed()
    from runpy import run_module

    run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)


def prefer_installed() -> None:
    """Put the standard library and the installed modules first in the search path.

    Then follow this file's folder, and at last `PYTHONPATH`, which may hold dependencies all the
    same.
    """
    library = os.path.dirname(os.__file__)
    if library in sys.path:
        at = sys.path.index(library)
        beside = os.path.dirname(os.path.abspath(__file__))
        before = sorted(sys.path[:at], key=lambda folder: folder != beside)
        sys.path[:] = [*sys.path[at:], *before]


def keep_names_as_bytes() -> None:
    """Start again in Python's UTF-8 mode where the locale has another encoding.

    Names of files are bytes, and Python reads them in the encoding of the locale of the day: a file
    that was added in one locale would not be found in the next, nor by cron, which has none. In
    UTF-8 mode (PEP 540) the same bytes are the same text everywhere.
    """
    if sys.getfilesystemencoding() != "utf-8" and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


if __name__ == "__main__":
    main()
