"""Messages between a front end, the engine process and the indexer process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A question to the engine process, answered by the `Reply` of the same number."""

    number: int
    method: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """The cancellation of a call to the engine process."""

    number: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The engine process's answer to a call, or the error that the call raised."""

    number: int
    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The engine process's news that it reads another commit from now on.

    A rebuilt index may begin with a smaller number.
    """

    generation: int


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An order to the indexer process: the names of the sources to look at, or None for all."""

    only: tuple[str, ...] | None = None
    rebuild: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """An order to the indexer process: commit the files read so far, and end."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The indexer process's news that it waits for another newstui, which is indexing."""

    holder: str
    """The other process, in words."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The indexer process's report of the error that ended the update."""

    error: Exception
