"""Style sheet parsed once for all sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

THEMES = 8
"""Sets of colours whose rules are kept; readers may choose one."""
SOURCES = 256
"""Widgets and screens whose rules are kept for each."""


class SharedStylesheet(Stylesheet):
    """One app's style sheet, whose rules are read once for all apps that have the same colours.

    Reading them is half of what it costs to bring a screen up, and keeping them a third of what a
    screen takes of memory; they are never changed.
    """

    _shared: ClassVar[LRUCache[Any, LRUCache[Any, list[RuleSet]]]] = LRUCache(THEMES)

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._share(variables or {})

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other colours."""
        self._parse_cache = LRUCache(1)  # what is emptied now must not be that of all
        super().set_variables(variables)
        self._share(variables)

    def reparse(self) -> None:
        """Read what is there with the colours that hold now."""
        self.parse()

    def copy(self) -> Stylesheet:
        """Another one with the same sources."""
        other = SharedStylesheet(variables=self._variables.copy())
        other.source = self.source.copy()
        return other

    def _share(self, variables: dict[str, str]) -> None:
        colours = frozenset(variables.items())
        cache = self._shared.get(colours)
        if cache is None:
            cache = self._shared[colours] = LRUCache(SOURCES)
        self._parse_cache = cache
