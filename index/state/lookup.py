"""Ids of the articles with a flag of the state, as far as a query asks for flags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.query import Flag

if TYPE_CHECKING:
    from index.state import State


class FlagIds:
    """Asks the state, opened when it is first needed. A search is not what makes one: who never
    marked anything has none."""

    def __init__(self, path: Path, moves: Path) -> None:
        self._path = path
        self._moves = moves
        self._state: State | None = None

    @property
    def problem(self) -> str | None:
        """What is wrong with the state, in words."""
        return self._state.problem if self._state is not None else None

    def __call__(self, flag: Flag) -> frozenset[str]:
        """The ids of the articles that have a flag. Raises `StateError`."""
        if self._state is None:
            if not self._path.exists():
                return frozenset()
            from index.state import State

            self._state = State.open(self._path, self._moves)
        return self._state.flagged(flag)

    def close(self) -> None:
        """Let go of the state."""
        if self._state is not None:
            self._state.close()
            self._state = None
