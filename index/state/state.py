"""Read and star marks, positions and searches of a reader, with undo."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Self, TypeAlias, TypeVar

from index.errors import StateError
from index.query.display_text import printable
from index.query.nodes import Flag
from index.state.facts import Change, Facts, Position
from index.state.moves import MoveLog
from index.state.presence import Presence
from index.state.salvage import back_up
from index.state.store import (
    Store,
    for_now,
    is_damage,
    open_store,
    reason,
    transaction,
    unkept,
)

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

SEARCHES_KEPT = 500
_FOLLOWED = "moves followed"
"""The key under which a state keeps the offset, in bytes, up to which it has followed the moves."""
UNDO_DEPTH = 100

_COLUMNS = {Flag.READ: "read", Flag.STARRED: "starred"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of undo: the flag had `value` for these ids."""

    words: str
    flag: Flag
    value: bool
    ids: tuple[str, ...]


class State:
    """The state of one reader, in one file that several windows share.

    Threads take turns with the connection: closing it while another thread uses it would end the
    process. Every method may raise `StateError` when the file can't be read or written; only the
    change itself is lost by that, and the state stays usable. A file that turns out to be damaged
    is kept aside, a new one begun, and `problem` says so.
    """

    def __init__(
        self, path: Path, moves: MoveLog | None = None, for_this_run: bool = False
    ) -> None:
        """Open the state; callers use `State.open` or `State.for_this_run`."""
        self.path = path
        self._moves = moves
        self._log_size = -1
        self._for_this_run = for_this_run
        self.problem: str | None = None
        self.is_kept = True
        """Whether marks outlive this run."""
        self._undo: deque[_Step] = deque(maxlen=UNDO_DEPTH)
        self._own_changes = 0
        self._presence: Presence | None = None
        self._turn = Lock()
        self._connection = self._arrive()

    @classmethod
    def open(cls, path: Path, moves: Path | None = None) -> Self:
        """Open the state in this file, which is made together with its folder when there is none.

        The state follows articles with changed ids, by the archive's log (`Home.moves`). `problem`
        says in words if a damaged file was replaced or nothing will be kept. Raises `StateError`
        for a file that a newer newstui wrote.
        """
        return cls(path, None if moves is None else MoveLog(moves))

    @classmethod
    def for_this_run(cls) -> Self:
        """Return an empty state in memory, which ends with `close`."""
        return cls(Path(os.devnull), for_this_run=True)

    def close(self) -> None:
        """Close the file, after a daily backup if this window changed it; no method may follow."""
        with self._turn:
            if self.is_kept and self._own_changes:
                with suppress(OSError, sqlite3.Error):  # another day: the state itself is whole
                    back_up(self._connection, self.path)
            self._connection.close()
            self._leave()

    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """Return the facts of each of these articles, however many there are."""
        wanted = list(ids)
        found = self._rows(
            "SELECT id, read, starred FROM facts WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(wanted),
        )
        known = {id: Facts(bool(read), bool(starred)) for id, read, starred in found}
        return {id: known.get(id, Facts()) for id in wanted}

    def flagged(self, flag: Flag) -> frozenset[str]:
        """Return the ids of all READ or STARRED articles; `ValueError` for any other flag."""
        rows = self._rows(f"SELECT id FROM facts WHERE {_column(flag)}")
        return frozenset(id for (id,) in rows)

    def set_read(self, ids: Iterable[str], read: bool, *, undoable: bool = True) -> Change:
        """Mark articles read or unread; `undoable=False` if the reader did not ask for it."""
        return self._mark(Flag.READ, ids, read, undoable)

    def set_starred(self, ids: Iterable[str], starred: bool, *, undoable: bool = True) -> Change:
        """Star articles, or remove their stars."""
        return self._mark(Flag.STARRED, ids, starred, undoable)

    def undo(self) -> Change | None:
        """Undo this window's last change and return it; None when there is none left."""
        if not self._undo:
            return None
        step = self._undo[-1]
        self._write(lambda db: _set(db, step.flag, step.ids, step.value))
        self._undo.pop()
        return Change(f"undone: {step.words}", step.ids)

    def position(self, id: str) -> Position | None:
        """Return the last position in the article; None for its top, or if there is none."""
        rows = self._rows(
            "SELECT paragraph, offset, coalesce(words, '')"
            " FROM positions LEFT JOIN passages USING (id) WHERE id = ?",
            id,
        )
        if not rows or [*map(type, rows[0])] != [int, int, str]:
            return None  # no position, or a damaged one
        position = Position(*rows[0])
        # States of older versions have the top as the first paragraph's start.
        return None if position == Position(0) else position

    def set_position(self, id: str, position: Position | None) -> None:
        """Save the position at which the reader leaves the article; None is its top."""

        def put(db: sqlite3.Connection) -> None:
            if position is None:
                db.execute("DELETE FROM positions WHERE id = ?", (id,))
                db.execute("DELETE FROM passages WHERE id = ?", (id,))
                return
            paragraph, offset, words = position
            db.execute("REPLACE INTO positions VALUES (?, ?, ?)", (id, paragraph, offset))
            db.execute("REPLACE INTO passages VALUES (?, ?)", (id, words))

        self._write(put)

    def add_search(self, text: str) -> None:
        """Put a search on top of the history, in which each search stands once."""
        search = printable(text).strip()
        if search:
            self._write(lambda db: _add_search(db, search))

    def searches(self) -> tuple[str, ...]:
        """Return the last searches, newest first, `SEARCHES_KEPT` at most."""
        rows = self._rows("SELECT text FROM searches ORDER BY place DESC")
        return tuple(text for (text,) in rows)

    def remember(self, key: str, value: JSON) -> None:
        """Save a small value under a key; `TypeError` for a value that JSON can't have."""
        row = (key, json.dumps(value))
        self._write(lambda db: db.execute("REPLACE INTO remembered VALUES (?, ?)", row))

    def recall(self, key: str) -> JSON:
        """Return the last value saved under the key; None when there is none, or it is damaged."""
        rows = self._rows("SELECT value FROM remembered WHERE key = ?", key)
        return _value(rows[0][0]) if rows else None

    def version(self) -> int:
        """Return a number that differs after every change, in this window or another."""
        ((foreign_changes,),) = self._rows("PRAGMA data_version")
        return int(foreign_changes) + self._own_changes

    def _mark(self, flag: Flag, ids: Iterable[str], value: bool, undoable: bool) -> Change:
        wanted = tuple(dict.fromkeys(ids))
        changed = self._write(lambda db: _set(db, flag, wanted, value))
        words = f"{_verb(flag, value)}: {_counted(changed) if changed else 'nothing new'}"
        if changed and undoable:
            self._undo.append(_Step(words, flag, not value, changed))
        return Change(words, changed)

    def _arrive(self) -> sqlite3.Connection:
        if self._for_this_run:
            return self._told(unkept())
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._presence = Presence(self.path)
            return self._opened()
        except OSError as error:
            return self._told(for_now(self.path, reason(error)))
        except StateError:
            self._leave()
            raise

    def _opened(self, thorough: bool = False) -> sqlite3.Connection:
        if self._presence is None:
            return self._told(for_now(self.path, "it can't be written"))
        return self._told(open_store(self.path, self._presence, thorough))

    def _told(self, store: Store) -> sqlite3.Connection:
        self.problem = store.problem or self.problem
        self.is_kept = store.is_kept
        return store.connection

    def _leave(self) -> None:
        if self._presence:
            self._presence.close()
            self._presence = None

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        return self._run(lambda db: db.execute(statement, values).fetchall())

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def whole(connection: sqlite3.Connection) -> T:
            with transaction(connection):
                return work(connection)

        result = self._run(whole)
        self._own_changes += 1
        return result

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._turn:
                self._follow()
                return self._again_if_damaged(work)
        except sqlite3.Error as error:
            raise StateError(self.path, reason(error)) from error

    def _follow(self) -> None:
        """Apply the moves that are new to this state, to its rows and to the undo steps."""
        if self._moves is None or self._moves.size() == self._log_size:
            return
        size = self._moves.size()
        try:
            followed = self._again_if_damaged(self._carry_new)
        except sqlite3.OperationalError:
            return  # locked or full for now: a later call follows
        for moved in followed:
            self._own_changes += 1
            for place, step in enumerate(self._undo):
                ids = tuple(new for id in step.ids for new in moved.get(id, (id,)))
                self._undo[place] = _Step(step.words, step.flag, step.value, ids)
        self._log_size = size

    def _carry_new(self, connection: sqlite3.Connection) -> Sequence[Mapping[str, tuple[str, ...]]]:
        """Apply the moves that this file has not seen, each once, and return them."""
        assert self._moves is not None
        with transaction(connection):
            row = connection.execute("SELECT value FROM remembered WHERE key = ?", (_FOLLOWED,))
            start = _place(row.fetchone())
            moves = self._moves.since(start)
            for moved in moves.ids:
                _carry(connection, moved)
            if moves.end != start:
                seen = (_FOLLOWED, json.dumps(moves.end))
                connection.execute("REPLACE INTO remembered VALUES (?, ?)", seen)
        return moves.ids

    def _again_if_damaged(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        self._replace()
        return work(self._connection)

    def _replace(self) -> None:
        self._connection.close()
        self._connection = self._opened(thorough=True)
        # The new connection counts foreign changes from its own beginning.
        self._own_changes += 1_000_000


def _place(row: tuple[Any] | None) -> int:
    """Return the offset in the log that a state has followed, in bytes; 0 for a damaged value."""
    found = None if row is None else _value(row[0])
    return found if isinstance(found, int) and found >= 0 else 0


def _value(text: Any) -> JSON:
    """Return a saved JSON value; None where it is damaged."""
    try:
        value: JSON = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return value


def _column(flag: Flag) -> str:
    if flag not in _COLUMNS:
        raise ValueError(f"{flag} is not kept in the state")
    return _COLUMNS[flag]


def _verb(flag: Flag, value: bool) -> str:
    if flag is Flag.READ:
        return "marked read" if value else "marked unread"
    return "starred" if value else "star removed"


def _counted(ids: Sequence[str]) -> str:
    return "1 article" if len(ids) == 1 else f"{len(ids)} articles"


def _set(db: sqlite3.Connection, flag: Flag, ids: Sequence[str], value: bool) -> tuple[str, ...]:
    """Set a flag, and return the ids that had another value before."""
    column = _column(flag)
    rows = db.execute(
        f"SELECT id FROM facts WHERE {column} AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    flagged = {id for (id,) in rows}
    changed = tuple(id for id in ids if (id in flagged) is not value)
    db.executemany(
        f"INSERT INTO facts (id, {column}) VALUES (?, ?)"
        f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
        ((id, value) for id in changed),
    )
    return changed


def _add_search(db: sqlite3.Connection, text: str) -> None:
    db.execute("DELETE FROM searches WHERE text = ?", (text,))
    db.execute("INSERT INTO searches (text) VALUES (?)", (text,))
    db.execute(
        "DELETE FROM searches WHERE place NOT IN"
        " (SELECT place FROM searches ORDER BY place DESC LIMIT ?)",
        (SEARCHES_KEPT,),
    )


def _carry(db: sqlite3.Connection, moved: Mapping[str, tuple[str, ...]]) -> None:
    # All rows are deleted before any is inserted: ids may be swapped or passed on in a chain.
    old = (json.dumps(list(moved)),)
    among = "WHERE id IN (SELECT value FROM json_each(?))"
    facts = db.execute(f"SELECT id, read, starred FROM facts {among}", old).fetchall()
    places = db.execute(f"SELECT id, paragraph, offset FROM positions {among}", old).fetchall()
    passages = db.execute(f"SELECT id, words FROM passages {among}", old).fetchall()
    for table in ("facts", "positions", "passages"):
        db.execute(f"DELETE FROM {table} {among}", old)
    db.executemany(
        "INSERT INTO facts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " read = max(read, excluded.read), starred = max(starred, excluded.starred)",
        ((new, read, starred) for id, read, starred in facts for new in moved[id]),
    )
    db.executemany(
        "INSERT OR IGNORE INTO passages"
        " SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM positions WHERE id = ?)",
        ((new, words, new) for id, words in passages for new in moved[id]),
    )
    db.executemany(
        "INSERT OR IGNORE INTO positions VALUES (?, ?, ?)",
        ((new, paragraph, offset) for id, paragraph, offset in places for new in moved[id]),
    )
