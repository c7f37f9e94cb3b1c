"""Salvage of a damaged state: its readable rows, and rows of a backup for the others.

SQLite reads a table up to a damaged page; behind that page, reading starts again at many keys.
(SQLite's own `.recover` is part of its shell alone.)
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

BACKUPS = 2
"""The number of backups that are kept, the newest first."""

BACKUP_SECONDS = 24 * 3600.0
"""The age in seconds from which the newest backup is followed by another."""

_PAGES = slice(28, 32)
"""The bytes of a database's header with the number of its pages (sqlite.org/fileformat2.html)."""
_PAGE_SIZE = slice(16, 18)
_ENTRIES = ["", *map("".join, product("234567abcdefghijklmnopqrstuvwxyz", repeat=2)), "{"]
"""Beginnings of ids (base 32), in order: keys between which pieces of a damaged table are read."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "facts": ("id", "read", "starred"),
    "positions": ("id", "paragraph", "offset"),
    "passages": ("id", "words"),
    "searches": ("place", "text"),
    "remembered": ("key", "value"),
}
"""The columns of each table, its key first."""

StateRow: TypeAlias = tuple[Any, ...]


def backups(path: Path) -> tuple[Path, ...]:
    """Return the paths of the backups of the state at `path`, the newest first, existing or not."""
    return tuple(path.with_name(f"{path.name}.backup-{at}") for at in range(1, BACKUPS + 1))


def back_up(connection: sqlite3.Connection, path: Path) -> bool:
    """Copy the state at `path` beside itself; return False if a backup is less than a day old.

    Raises `OSError` or `sqlite3.Error`, and then the older backups are as they were.
    """
    newest, *_ = places = backups(path)
    with suppress(FileNotFoundError):
        if 0 <= time.time() - newest.stat().st_mtime < BACKUP_SECONDS:
            return False
    part = path.with_name(f".{path.name}.backup-part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(part)) as copy:
        connection.backup(copy)
    for older, newer in zip(reversed(places), reversed(places[:-1]), strict=False):
        with suppress(FileNotFoundError):
            newer.replace(older)
    part.replace(newest)
    return True


def unreadable(connection: sqlite3.Connection) -> int:
    """Return the number of rows with a value that no state has. Raises `sqlite3.Error`."""
    connection.text_factory = bytes
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    return sum(
        _valid(row) is None
        for table, columns in COLUMNS.items()
        if table.encode() in names
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
    )


def salvage(damaged: Path, path: Path, into: sqlite3.Connection) -> tuple[int, int]:
    """Insert the readable rows of a damaged state into the new state at `path`, and missing rows
    from the newest readable backup; return the number of rows of each."""
    rescued = _copied(damaged, into)
    for backup in backups(path):
        restored = _copied(backup, into)
        if restored:
            return rescued, restored
    return rescued, 0


def _copied(source: Path, into: sqlite3.Connection) -> int:
    """Insert all readable rows with a new key from `source`; return their number."""
    before = into.total_changes
    with TemporaryDirectory(prefix="newstui-") as folder, suppress(OSError):
        copy = _opened_copy(source, Path(folder))
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.text_factory = bytes  # a key that is no UTF-8 spoils its own row alone
            for table, columns in COLUMNS.items():
                marks = ", ".join("?" * len(columns))
                statement = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"
                for row in _rows(connection, table, columns):
                    into.execute(statement, row)
    return into.total_changes - before


def _opened_copy(source: Path, folder: Path) -> Path:
    """Copy a state with its log, so that the original stays as it is, and return the path of the
    copy; the header of a file that was cut off gets the number of pages that are left."""
    copy = folder / "state"
    shutil.copyfile(source, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{source}-wal", f"{copy}-wal")
    with copy.open("r+b") as file:
        head = file.read(100)
        page = int.from_bytes(head[_PAGE_SIZE], "big")
        page = 65536 if page == 1 else page
        pages = os.fstat(file.fileno()).st_size // page if page else 0
        if pages < int.from_bytes(head[_PAGES], "big"):
            file.seek(_PAGES.start)
            file.write(pages.to_bytes(4, "big"))
    return copy


def _rows(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[StateRow]:
    """Yield the readable rows that a state can have, each once."""
    key, names = columns[0], ", ".join(columns)
    seen: set[Any] = set()
    whole = f"SELECT {names} FROM {table} ORDER BY {key}"
    pieces = [
        f"SELECT {names} FROM {table} WHERE {key} >= '{first}' AND {key} < '{last}' ORDER BY {key} "
        + order
        for first, last in pairwise(_ENTRIES)
        for order in ("ASC", "DESC")
    ]
    for query in (whole, f"{whole} DESC", *pieces):
        with suppress(sqlite3.Error):
            for found in connection.execute(query):
                row = _valid(found)
                if row is not None and row[0] not in seen:
                    seen.add(row[0])
                    yield row
            if query == whole:
                return


def _valid(row: StateRow) -> StateRow | None:
    """Return a row with its texts decoded; None for a row with a value that no state has."""
    try:
        values = tuple(value.decode() if isinstance(value, bytes) else value for value in row)
    except UnicodeDecodeError:
        return None
    return values if all(isinstance(value, str | int) for value in values) else None
