"""Event log of the server: a JSON object a line, without reading or search history."""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import TextIO

from index.errors import FileError
from index.files.os_errors import NO_FOLDER, os_error_text
from index.text.clean import clean_line, clean_text

WAITING = 10_000
"""Lines in the queue; while a disk or pipe is stuck any more are dropped, and counted."""


class _End(Enum):
    """A mark in the queue of lines."""

    OF_FILE = auto()
    OF_ALL = auto()


class EventLog:
    """Log written by a thread of its own, so that a slow disk or pipe never blocks the server."""

    def __init__(self, stream: TextIO | None = None, path: Path | None = None) -> None:
        self._stream = stream or sys.stderr
        self._path = path
        """Path of the stream, for `reopen`; None where the stream can't be opened again."""
        self._lines: Queue[str | _End] = Queue(WAITING)
        self._lost = 0
        self._thread = Thread(target=self._write, daemon=True, name="journal")
        self._thread.start()

    def note(self, event: str, **facts: str | int | float | None) -> None:
        """Log an event with its facts; texts are cleaned, facts of None left out."""
        line: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": event,
        }
        for name, fact in facts.items():
            if fact is not None:
                line[name] = clean_line(fact) if isinstance(fact, str) else fact
        if self._lost:
            line["lines_lost"] = self._lost
        try:
            self._lines.put_nowait(json.dumps(line, ensure_ascii=True))
            self._lost = 0
        except Full:
            self._lost += 1

    def defect(self, error: BaseException, reader: str = "", where: str = "") -> None:
        """Log newstui's own error: type and place, without any values."""
        frames = traceback.format_tb(error.__traceback__)
        trace = clean_text("".join(frames))[-8000:]
        kind = type(error).__name__
        self.note("error", reader=reader or None, where=where or None, error=kind, trace=trace)

    def close(self) -> None:
        """Write the lines in the queue, within two seconds, and end the thread."""
        with suppress(Full):
            self._lines.put_nowait(_End.OF_ALL)
            self._thread.join(2)

    def reopen(self) -> None:
        """Reopen the file by its name, as after a log rotation."""
        if self._path is not None:
            with suppress(Full):
                self._lines.put_nowait(_End.OF_FILE)

    def _write(self) -> None:
        while (line := self._lines.get()) is not _End.OF_ALL:
            with suppress(OSError, ValueError):
                if line is _End.OF_FILE:
                    self._begin_again()
                else:
                    self._stream.write(f"{line}\n")
                    self._stream.flush()

    def _begin_again(self) -> None:
        if self._path is not None:
            new = _opened(self._path)  # where this fails the old stream stays
            self._stream.close()
            self._stream = new


def open_journal(path: Path | None) -> EventLog:
    """Return a log that appends to a file, new ones of mode 0600; standard error for None.

    Raises `FileError` for a file that can't be written.
    """
    if path is None:
        return EventLog()
    try:
        return EventLog(_opened(path), path)
    except FileNotFoundError as error:
        raise FileError(path, NO_FOLDER) from error
    except OSError as error:
        raise FileError(path, os_error_text(error)) from error


def _opened(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")
