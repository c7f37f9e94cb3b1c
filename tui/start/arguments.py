"""Arguments of the browser, parsed before the first frame.

They are parsed without the library of the command line: that library takes longer to import than
the frame takes to be drawn.
"""

from __future__ import annotations

ORIGINAL = "SSH_ORIGINAL_COMMAND"
"""Variable in which sshd passes the command of the client to a forced command."""


class BrowseOptions:
    """The options of the browser."""

    __slots__ = ("fresh", "home", "uses_cache")

    def __init__(
        self, home: str | None = None, fresh: bool = False, uses_cache: bool = True
    ) -> None:
        self.home = home
        """The folder of the archive; None means the default folder."""
        self.fresh = fresh
        """Whether to begin at the list, whatever the position of a window that was cut off."""
        self.uses_cache = uses_cache
        """Whether to show the last frame and the list's first page until the browser is up."""


def browsing(arguments: list[str]) -> BrowseOptions | None:
    """Return the browser's options; None for other arguments, left to the command line."""
    asked = BrowseOptions()
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name == "--home":
            asked.home = value if equals else next(rest, "")
            if not asked.home:
                return None
        elif argument == "--fresh":
            asked.fresh = True
        elif argument == "--no-cache":
            asked.uses_cache = False
        else:
            return None
    return asked
