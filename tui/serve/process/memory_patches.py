"""Memory patches of Textual for a process with many screens."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

import textual.strip
from textual._styles_cache import StylesCache


class ThriftyCache:
    """Textual's `FIFOCache`, without an allocation while empty.

    Each line of a screen has seven caches. Six stay empty for ever, and take most of the memory of
    a reader's screens.
    """

    __slots__ = ("_kept", "_size")
    _NOTHING: ClassVar[Mapping[Any, Any]] = MappingProxyType({})

    def __init__(self, maxsize: int) -> None:
        self._size = maxsize
        self._kept: Any = self._NOTHING

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __getitem__(self, key: Any) -> Any:
        return self._kept[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the value of a key, else the default."""
        return self._kept.get(key, default)

    def __setitem__(self, key: Any, value: Any) -> None:
        if not self._kept:
            self._kept = {}
        elif key not in self._kept and len(self._kept) >= self._size:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = value

    def clear(self) -> None:
        """Remove all entries."""
        self._kept = self._NOTHING


def save_memory() -> None:
    """Patch Textual for the whole process, before its first screen."""
    setattr(textual.strip, "FIFOCache", ThriftyCache)  # noqa: B010 (to mypy it is another type)
    setattr(StylesCache, "get_inner_outer", inner_outer)  # noqa: B010 (as above)


_textuals_inner_outer: Any = StylesCache.get_inner_outer


@lru_cache(1024)
def _of_colours(base: Any, background: Any) -> Any:
    return _textuals_inner_outer.__wrapped__(None, base, background)


def inner_outer(_asks: StylesCache, base: Any, background: Any) -> Any:
    """Return two styles for two colours, from a cache without widgets.

    Textual caches a thousand of them with the widgets that asked, and so keeps the widgets of
    screens that are long gone, with all that they have drawn.
    """
    return _of_colours(base, background)
