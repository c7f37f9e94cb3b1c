"""Process of one engine: commands and answers are lines of JSON.

Run as a file, by the interpreter that the engine belongs to. The process takes the time itself, so
that no pipe is measured.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import resource
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

# An installed newstui is measured, or else the checkout that has the benchmark; never another
# checkout that is installed as editable.
ROOT = Path(__file__).parents[2]
INSTALLED = Path(sysconfig.get_path("purelib"), "index", "engine", "protocol.py").exists()
sys.path.insert(len(sys.path) if INSTALLED else 0, str(ROOT))

Report = dict[str, Any]


def main(name: str, folder: Path) -> None:
    """Load the engine, then serve commands until the pipe is closed."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # output of an engine must not reach the pipe of answers
    start = time.perf_counter()
    try:
        from bench.engines.peers import PEERS_BY_NAME, driver

        engine = driver(PEERS_BY_NAME[name], folder)
    except ImportError as error:
        _say(answers, {"missing": str(error)})
        return
    imports = time.perf_counter() - start
    _say(answers, {"imports": imports, "version": engine.version, "unasked": dict(engine.unasked)})
    _serve(Commands(PEERS_BY_NAME[name], engine, folder), answers)


def _serve(commands: Commands, answers: TextIO) -> None:
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            answer = getattr(commands, wanted.pop("command"))(**wanted)
        except Exception as error:  # noqa: BLE001  (told on the other side, whatever it is)
            answer = {"error": f"{type(error).__name__}: {error}"}
        _say(answers, answer)


class Commands:
    """Commands of a worker; every answer is a measurement."""

    def __init__(self, peer: Any, engine: Any, folder: Path) -> None:
        self._peer = peer
        self._engine = engine
        self._folder = folder

    def index(self, blocks: list[str], count: int, workers: int) -> Report:
        """Index the articles, all of them in memory before the clock starts."""
        from bench.mixed import read

        articles = list(read(map(Path, blocks), count))
        self._load_writer()
        _keep_to(workers)
        gc.collect()
        gc.freeze()  # otherwise each garbage collection walks a million articles
        used = _processor_seconds()
        with _clock() as took:
            self._engine.index(articles, workers)
        return {"seconds": took(), "processor_seconds": _processor_seconds() - used}

    def open(self) -> Report:
        """Open a fresh reader, over files that may be in the page cache of the system."""
        with _clock() as took:
            self._engine.open()
        return {"seconds": took()}

    def search(self, ask: str) -> Report:
        """Ask one question, and fetch the hits."""
        from bench.engines.asks import BY_NAME

        with _clock() as took:
            found = self._engine.search(BY_NAME[ask])
        return {"seconds": took(), **asdict(found)}

    def forget(self) -> Report:
        """Clear the engine's caches."""
        with _clock() as took:
            self._engine.forget()
        return {"seconds": took()}

    def refresh(self) -> Report:
        """Read the newest commit."""
        with _clock() as took:
            self._engine.refresh()
        return {"seconds": took()}

    def change(self, blocks: list[str], first: int, count: int, times: int) -> Report:
        """Correct some articles, commit included."""
        from bench.mixed import changed, read

        some = islice(read(map(Path, blocks), first + count), first, None)
        articles = list(changed(some, times))
        self._load_writer()
        with _clock() as took:
            self._engine.change(articles)
        return {"seconds": took()}

    def _load_writer(self) -> None:
        if self._peer.writer:
            importlib.import_module(self._peer.writer)

    def memory(self) -> Report:
        """Return the bytes of this process, shared pages by their share (PSS); None where the
        system has no such figure.
        """
        try:
            rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            return {"bytes": None}
        return {"bytes": int(rollup.split("\nPss:")[1].split()[0]) * 1024}

    def alone(self) -> Report:
        """Measure the requests that newstui alone answers."""
        from bench.engines.alone import alone, stops

        return {"alone": alone(self._folder), "stops": stops(self._folder)}

    def where(self) -> Report:
        """Return whether newstui is installed, and whether it is byte-compiled."""
        import index

        source = Path(index.__file__)
        compiled = Path(importlib.util.cache_from_source(str(source)))
        fresh = compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime
        return {"installed": INSTALLED, "compiled": fresh}


@contextmanager
def _clock() -> Iterator[Callable[[], float]]:
    start = time.perf_counter()
    end = start

    def took() -> float:
        return end - start

    yield took
    end = time.perf_counter()


def _keep_to(cores: int) -> None:
    """Restrict this process, and the processes that it starts later, to so many cores."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[-cores:])


def _processor_seconds() -> float:
    """Return the processor time of this process, its threads, and its ended children."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, whose))


def _say(answers: TextIO, answer: Report) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
