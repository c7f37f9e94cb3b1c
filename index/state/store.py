"""Connection to the state's database: durability, damage, replacement."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from index.errors import StateError
from index.query.display_text import printable
from index.state.presence import Presence
from index.state.salvage import backups, salvage, unreadable
from index.state.schema import MIGRATIONS, TABLES, VERSION

BUSY_SECONDS = 5.0
"""The seconds that a window waits for another; a transaction takes milliseconds."""

CHECKED_BYTES = 2_000_000
"""The largest file, in bytes, that is checked in whole when it is opened: some milliseconds."""

_COMPANIONS = ("", "-wal", "-shm")


class DamagedStateError(Exception):
    """A file that is no database, not a whole one, or another program's."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database, and its trouble in words for the reader."""

    connection: sqlite3.Connection
    problem: str | None = None
    is_kept: bool = True
    """Whether marks outlive this run: they don't where nothing can be written."""


def open_store(path: Path, presence: Presence, thorough: bool = False) -> Store:
    """Open the state at `path` with today's schema; a new one where there is none.

    A damaged file is kept aside under another name and a new one begun, unless another window has
    the file open. Where nothing can be written the state lives in memory, with the rows that could
    be read. `thorough` checks a file of any size. Raises `StateError` for a state that a newer
    newstui wrote; its file stays as it is.
    """
    alone = presence.alone()
    if not alone:
        presence.share()
    try:
        _check_size(path)
        return Store(_connect(path, thorough))
    except DamagedStateError as damage:
        return _begun_anew(path, f"it is damaged ({damage})", alone)
    except (OSError, sqlite3.Error) as error:
        return for_now(path, reason(error))
    finally:
        presence.share()


def damage(path: Path) -> str | None:
    """Return the damage for which `open_store` would set the file aside; None for a whole file.

    Nothing is written. Raises `StateError` where the file can't be checked, or for a state that a
    newer newstui wrote.
    """
    try:
        _check_size(path)
        with closing(_connection(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            _check(connection, path, thorough=True)
    except DamagedStateError as found:
        return str(found)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and is_damage(error):
            return printable(str(error))
        raise StateError(path, f"it can't be checked: {reason(error)}") from error
    return None


def unreadable_entries(path: Path) -> int:
    """Return the number of entries with invalid values in a whole state; these are lost, and the
    others are read all the same. Raises `StateError` where the file can't be read."""
    try:
        with closing(_connection(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return unreadable(connection)
    except (OSError, sqlite3.Error) as error:
        raise StateError(path, f"it can't be checked: {reason(error)}") from error


def _begun_anew(path: Path, damage: str, alone: bool) -> Store:
    if not alone:
        return for_now(path, f"{damage} and open in another window: close all and start again")
    try:
        kept = _set_aside(path)
        new = _connect(path, thorough=False)
        saved = _salvaged(kept, path, new)
    except (OSError, sqlite3.Error, DamagedStateError) as error:
        return for_now(path, f"{damage}, and no new one can be begun: {reason(error)}")
    kept_as = f"kept as {printable(kept.name)}, and a new one is begun with {saved}"
    return Store(new, f"{printable(str(path))}: {damage}; {kept_as}")


def _salvaged(damaged: Path, path: Path, new: sqlite3.Connection) -> str:
    """Salvage rows into the new state; return their numbers in words."""
    with transaction(new):
        rescued, restored = salvage(damaged, path, new)
    sources = [
        words
        for number, words in (
            (rescued, f"{rescued:,} entries of it"),
            (restored, f"{restored:,} of a backup"),
        )
        if number
    ]
    return " and ".join(sources) or "nothing in it"


def for_now(path: Path, why: str) -> Store:
    """Open a state in memory, with the rows of the file that can be read."""
    lost = "what you mark now will not be kept"
    return Store(_in_memory(path), f"{printable(str(path))}: {why}; {lost}", is_kept=False)


def unkept() -> Store:
    """Open an empty state in memory for a caller that wants none kept."""
    connection = _connection(":memory:")
    _migrate(connection)
    return Store(connection, is_kept=False)


def _connect(path: Path, thorough: bool) -> sqlite3.Connection:
    if not path.exists():
        # The marks of a reader are private.
        path.touch(mode=0o600)
    connection = _connection(path)
    try:
        _check(connection, path, thorough)
        _migrate(connection)
        _settings(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error) and is_damage(error):
            raise DamagedStateError(str(error)) from error
        raise
    return connection


def _connection(database: Path | str, uri: bool = False) -> sqlite3.Connection:
    # Transactions are begun by hand; several threads take turns, as `State` says.
    connection = sqlite3.connect(
        database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )
    # A damaged text is no article's id: it hides none of the others.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _check(connection: sqlite3.Connection, path: Path, thorough: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        known = f"this one knows up to {VERSION}"
        raise StateError(path, f"written by a newer newstui (state version {version}; {known})")
    if thorough or path.stat().st_size <= CHECKED_BYTES:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DamagedStateError(
                "a page of it is broken" if "Page" in found else printable(found)
            )


def _check_size(path: Path) -> None:
    """Raise `DamagedStateError` for an empty file with an empty log if it has backups."""
    if not path.exists() or path.stat().st_size:
        return
    with suppress(FileNotFoundError):
        if Path(f"{path}-wal").stat().st_size:
            return
    if any(backup.exists() for backup in backups(path)):
        raise DamagedStateError("it is empty")


def _migrate(connection: sqlite3.Connection) -> None:
    """Migrate the schema in one transaction; other windows wait. Raises `DamagedStateError`."""
    # Begun even without a migration: it tells at once whether the file can be written.
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        missing = TABLES - {name for (name,) in names}
        if missing:
            raise DamagedStateError(f"no table {min(missing)}")


def _settings(connection: sqlite3.Connection) -> None:
    # In WAL mode readers and a writer do not wait for one another. A window can't change the mode
    # while another window is changing it, and will find it changed.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a change is one key press of a human, so the wait for the disk is not felt, and NORMAL
    # would lose the last changes in a loss of power.
    connection.execute("PRAGMA synchronous = FULL")


def _set_aside(path: Path) -> Path:
    stamp = f"{datetime.now():%Y%m%dT%H%M%S}"
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    count = 1
    while kept.exists():
        count += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{count}")
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{companion}").rename(f"{kept}{companion}")
    return kept


def _in_memory(path: Path) -> sqlite3.Connection:
    connection = _connection(":memory:")
    try:
        with closing(_unwritten(path)) as disk:
            _check(disk, path, thorough=True)
            disk.backup(connection)
        _migrate(connection)
    except (OSError, sqlite3.Error, DamagedStateError):
        connection.close()
        connection = _connection(":memory:")
        _migrate(connection)
    return connection


def _unwritten(path: Path) -> sqlite3.Connection:
    """Open the file read-only, without the locks and the log, which can't be written beside it."""
    return _connection(f"file:{quote(os.fsencode(path))}?mode=ro&immutable=1", uri=True)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as a transaction, rolled back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # On a full disk SQLite rolls back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file is at fault, for an error of SQLite on newstui's statements."""
    code = _code(error)
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def reason(error: Exception) -> str:
    """Return the reason why the file could not be used, in words for the reader."""
    if isinstance(error, OSError):
        return error.strerror or "it can't be used"
    code = _code(error) if isinstance(error, sqlite3.Error) else None
    return _REASONS.get(code, printable(str(error)))


def _code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code, without its detail bits; None without a code."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


_REASONS: dict[int | None, str] = {
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it can't be written",
    sqlite3.SQLITE_IOERR: "the disk can't be written or read",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
}
