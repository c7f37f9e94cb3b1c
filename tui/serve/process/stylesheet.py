"""Style sheet parsed once for all sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

THEMES = 8
"""Themes with rules in the cache; readers may choose one."""
SOURCES = 256
"""Widgets and screens with rules in the cache, for each theme."""


class SharedStylesheet(Stylesheet):
    """Style sheet of an app, with rules parsed once for all apps of the same colours.

    Parsing is half of the cost of starting a screen, and the rules are a third of a screen's
    memory; they are never changed.
    """

    _shared: ClassVar[LRUCache[Any, LRUCache[Any, list[RuleSet]]]] = LRUCache(THEMES)

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._share(variables or {})

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set other colours, with the rules that are cached for them."""
        self._parse_cache = LRUCache(1)  # emptied by the next call, unlike the shared one
        super().set_variables(variables)
        self._share(variables)

    def reparse(self) -> None:
        """Parse the sources with the current colours."""
        self.parse()

    def copy(self) -> Stylesheet:
        """Return a style sheet with the same sources."""
        other = SharedStylesheet(variables=self._variables.copy())
        other.source = self.source.copy()
        return other

    def _share(self, variables: dict[str, str]) -> None:
        colours = frozenset(variables.items())
        cache = self._shared.get(colours)
        if cache is None:
            cache = self._shared[colours] = LRUCache(SOURCES)
        self._parse_cache = cache
