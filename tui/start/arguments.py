"""Arguments of the browser, parsed without the library of the command line.

Read before the first frame, without the library of the command line: that takes longer to import
than the frame takes to be drawn.
"""

from __future__ import annotations

ORIGINAL = "SSH_ORIGINAL_COMMAND"
"""Variable in which sshd passes the command of the client to a forced command."""


class BrowseOptions:
    """How to browse."""

    __slots__ = ("fresh", "home", "uses_cache")

    def __init__(
        self, home: str | None = None, fresh: bool = False, uses_cache: bool = True
    ) -> None:
        self.home = home
        """The folder that was named; None is the usual one."""
        self.fresh = fresh
        """Begin at the list, whatever a window that was cut off was at."""
        self.uses_cache = uses_cache
        """Show what was last seen until the browser is up."""


def browsing(arguments: list[str]) -> BrowseOptions | None:
    """How to browse; None when something else is asked for, which the command line then tells."""
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
