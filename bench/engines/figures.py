"""Figures of a run, stored as JSON, so that the tables can be written anew."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Indexing:
    """One way to make the whole index."""

    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    bytes: int = 0


@dataclass
class Kind:
    """One question: seconds of each time it was asked."""

    cold: list[float] = field(default_factory=list)
    """After the reader let go of what it had kept: decoded postings and answers."""
    opened: list[float] = field(default_factory=list)
    """The first question after the reader was opened anew."""
    warm: list[float] = field(default_factory=list)
    total: int = 0
    best: list[str] = field(default_factory=list)
    """The ids of the first ten."""


@dataclass
class Engine:
    """All that was measured of one engine. Times are seconds, sizes bytes."""

    name: str
    version: str = ""
    missing: str | None = None
    """Why there is nothing to tell."""
    unasked: dict[str, str] = field(default_factory=dict)
    indexing: dict[str, Indexing] = field(default_factory=dict)
    """By the number of cores."""
    kinds: dict[str, Kind] = field(default_factory=dict)
    imports: list[float] = field(default_factory=list)
    first_open: list[float] = field(default_factory=list)
    """In a process that has done nothing yet."""
    first_page: list[float] = field(default_factory=list)
    """The newest ten of all, right after that."""
    reopened: list[float] = field(default_factory=list)
    """Opened anew in a living process."""
    memory_opened: int | None = None
    memory_asked: int | None = None
    """After every question was asked once."""
    change_one: list[float] = field(default_factory=list)
    change_hundred: list[float] = field(default_factory=list)
    refresh: list[float] = field(default_factory=list)


@dataclass
class Run:
    """One run of the benchmark over one archive."""

    articles: int
    text_bytes: int
    words: float
    archive: str
    command: str
    date: str
    machine: dict[str, str]
    newstui: dict[str, bool]
    """Whether the newstui that was measured is installed, and whether it is compiled."""
    engines: dict[str, Engine] = field(default_factory=dict)
    alone: dict[str, list[float]] = field(default_factory=dict)
    """What only newstui is asked: seconds, those of a fresh engine first."""
    stops: list[float] = field(default_factory=list)
    """Seconds that searches went on after they were told to stop."""

    def save(self, path: Path) -> None:
        """As JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")


def load(path: Path) -> Run:
    """What `Run.save` wrote."""
    values = json.loads(path.read_text(encoding="utf-8"))
    engines = {name: _engine(each) for name, each in values.pop("engines").items()}
    return Run(**values, engines=engines)


def _engine(values: dict[str, Any]) -> Engine:
    values["indexing"] = {how: Indexing(**each) for how, each in values["indexing"].items()}
    values["kinds"] = {name: Kind(**each) for name, each in values["kinds"].items()}
    return Engine(**values)
