"""Ids of the articles with a flag of the state, looked up only if a query asks for flags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.query import Flag

if TYPE_CHECKING:
    from index.state import State


class FlagIds:
    """A lookup of flags in a state that is opened at the first call. A search never makes a state:
    a reader without any marks has none."""

    def __init__(self, path: Path, moves: Path) -> None:
        self._path = path
        self._moves = moves
        self._state: State | None = None

    @property
    def problem(self) -> str | None:
        """The trouble with the state, in words; None without any or before the state is open."""
        return self._state.problem if self._state is not None else None

    def __call__(self, flag: Flag) -> frozenset[str]:
        """Return the ids of articles with a flag; empty without a state. Raises `StateError`."""
        if self._state is None:
            if not self._path.exists():
                return frozenset()
            from index.state import State

            self._state = State.open(self._path, self._moves)
        return self._state.flagged(flag)

    def close(self) -> None:
        """Close the state, if it is open."""
        if self._state is not None:
            self._state.close()
            self._state = None
