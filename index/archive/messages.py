"""Messages between a screen, the engine and the indexer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """To the engine's process: a question, answered by the `Reply` of the same number."""

    number: int
    method: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the engine's process: nobody waits for this answer any more."""

    number: int


@dataclass(frozen=True, slots=True)
class Reply:
    """From the engine's process: what was asked for, or the error that was raised."""

    number: int
    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """From the engine's process: another commit is read from now on; a rebuilt index may begin
    with a smaller number."""

    generation: int


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """To the indexer: the names of the sources to look at, or None for all of them."""

    only: tuple[str, ...] | None = None
    rebuild: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """To the indexer: commit what was read, and end."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """From the indexer: another newstui is indexing."""

    holder: str
    """Which one, in words."""


@dataclass(frozen=True, slots=True)
class Failed:
    """From the indexer: the update ended with this error."""

    error: Exception
