"""Figures of a run, stored as JSON to rewrite the tables from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Indexing:
    """Cost of one way to make the whole index."""

    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    bytes: int = 0


@dataclass
class Kind:
    """Seconds of one question, for each time that it was asked."""

    cold: list[float] = field(default_factory=list)
    """Seconds after the caches (decoded postings and answers) were cleared."""
    opened: list[float] = field(default_factory=list)
    """Seconds of the first question after the index was reopened."""
    warm: list[float] = field(default_factory=list)
    total: int = 0
    best: list[str] = field(default_factory=list)
    """The ids of the first ten."""


@dataclass
class Engine:
    """Figures of one engine: times in seconds, sizes in bytes."""

    name: str
    version: str = ""
    missing: str | None = None
    """Reason for having no figures."""
    unasked: dict[str, str] = field(default_factory=dict)
    indexing: dict[str, Indexing] = field(default_factory=dict)
    """Figures of indexing by the number of cores."""
    kinds: dict[str, Kind] = field(default_factory=dict)
    imports: list[float] = field(default_factory=list)
    first_open: list[float] = field(default_factory=list)
    """Seconds to open the index in a fresh process."""
    first_page: list[float] = field(default_factory=list)
    """Seconds to the newest ten of all, right after the first opening."""
    reopened: list[float] = field(default_factory=list)
    """Seconds to reopen the index in a living process."""
    memory_opened: int | None = None
    memory_asked: int | None = None
    """Bytes of memory after every question was asked once."""
    change_one: list[float] = field(default_factory=list)
    change_hundred: list[float] = field(default_factory=list)
    refresh: list[float] = field(default_factory=list)


@dataclass
class Run:
    """Run of the benchmark over one archive."""

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
    """Seconds of the requests to newstui alone, by request; a fresh engine's first."""
    stops: list[float] = field(default_factory=list)
    """Seconds that searches went on after they were told to stop."""

    def save(self, path: Path) -> None:
        """Write the run to a JSON file, and make its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")


def load(path: Path) -> Run:
    """Read a file that `Run.save` wrote."""
    values = json.loads(path.read_text(encoding="utf-8"))
    engines = {name: _engine(each) for name, each in values.pop("engines").items()}
    return Run(**values, engines=engines)


def _engine(values: dict[str, Any]) -> Engine:
    values["indexing"] = {how: Indexing(**each) for how, each in values["indexing"].items()}
    values["kinds"] = {name: Kind(**each) for name, each in values["kinds"].items()}
    return Engine(**values)
