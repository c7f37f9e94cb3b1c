"""Record of the files that the index was made of, and of the articles that came from each."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from index.article import NamedBy, SourceName
from index.errors import HomeError, IndexUnusableError
from index.sync.plan import KnownFile

VERSION = 3
"""Version of the tables. Raise it when they change or when the format readers find more in the
same files: an index with another version is made anew.
"""
OLDER_VERSION = 2
"""Version with files, articles and slugs that can still be read when an index is made anew."""

# A long batch stays in memory until it is committed, so that processes that only read the manifest
# are not kept waiting.
_SETTINGS = """
PRAGMA cache_spill = OFF;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
"""

_TABLES = (
    """
BEGIN IMMEDIATE;
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    digest BLOB,
    reason TEXT,
    pending INTEGER NOT NULL,
    name TEXT,
    named_by TEXT
);
CREATE INDEX files_by_digest ON files (digest, length(key), key);
CREATE INDEX files_pending ON files (number) WHERE pending;
CREATE TABLE articles (
    file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    leaving INTEGER NOT NULL,
    PRIMARY KEY (file, id)
) WITHOUT ROWID;
CREATE INDEX articles_by_id ON articles (id);
CREATE TABLE slugs (slug TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE folders (key BLOB PRIMARY KEY, boilerplate BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE devices (source BLOB PRIMARY KEY, device INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE refused (mark BLOB PRIMARY KEY, path BLOB NOT NULL, reason TEXT NOT NULL)
    WITHOUT ROWID;
PRAGMA user_version = """
    + f"{VERSION}; COMMIT;"
)


_LOOKED = b"looked "
"""Prefix of the fact with the time of a source's last look; bytes, as names of files are."""
_OLDER_COLUMNS = "key, path, size, mtime_ns, ctime_ns, seen_ns, digest, reason, pending"
_COLUMNS = f"{_OLDER_COLUMNS}, name, named_by"
_COLUMNS_OF = {VERSION: _COLUMNS, OLDER_VERSION: f"{_OLDER_COLUMNS}, NULL, NULL"}
_UPSERT = f"""
INSERT INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET path = excluded.path, size = excluded.size,
    mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns, seen_ns = excluded.seen_ns,
    digest = excluded.digest, reason = excluded.reason, pending = excluded.pending,
    name = excluded.name, named_by = excluded.named_by
"""

_DELETE_LEFT = """
DELETE FROM articles WHERE leaving AND file = (SELECT number FROM files WHERE key = ?)
"""
_READ_AGAIN = """
UPDATE files SET pending = 1 WHERE key > ?1 AND key < ?2 AND instr(substr(key, ?3), x'2f') = 0
"""
_DELETE_FILE = "DELETE FROM files WHERE key = ?"
_MARK_AGAIN = "UPDATE files SET pending = 1 WHERE key = ?"

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_BUSY: "it is in use by another process",
    sqlite3.SQLITE_LOCKED: "it is in use by another process",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
    sqlite3.SQLITE_IOERR: "the disk failed",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or folder that could not be looked at."""

    mark: str
    """The key of the file or folder; the key of a folder ends with a slash."""
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ManifestCommit:
    """The changes to the files that one commit of the index made."""

    generation: int
    done: Sequence[KnownFile] = ()
    """Files that are in the index as they are described in these records."""
    forgotten: Sequence[str] = ()
    """Keys of files that are no longer in the index."""
    removed: Iterable[str] = ()
    """Ids of articles that are no longer in the index."""
    again: Iterable[str] = ()
    """Keys of files to be read again: they hold an article that another file has lost."""


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Turn errors of SQLite, and of values of a wrong type, into errors of newstui."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise IndexUnusableError(path, "the list of indexed files is damaged") from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGED:
            raise IndexUnusableError(path, "the list of indexed files is damaged") from error
        raise HomeError(path, _REASONS.get(code, str(error))) from error


class Manifest:
    """The recorded files of an index and their articles, for reading. Used from one thread.

    An article may stand in several files: files of the same content hold the same articles, which
    are read from the first of the files by rank (`index.sync.plan.rank`). An article goes when its
    last file goes.

    Every method may raise `IndexUnusableError` when the manifest turns out to be damaged, and
    `HomeError` when the disk is full or failing.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, version: int) -> None:
        self._path = path
        self._sql = connection
        self._columns = _COLUMNS_OF[version]

    @classmethod
    def peek(cls, path: Path, *, older: bool = False) -> Self | None:
        """Open the manifest for reading; None when it is missing, damaged or of another version.

        `older` accepts a manifest of `OLDER_VERSION` too.
        """
        versions = {VERSION, OLDER_VERSION} if older else {VERSION}
        try:
            with _plainly(path):
                # Not `ro`: the half-written changes of a killed update have to be rolled back
                # first, and a rollback writes. SQLite falls back to read-only where the file can't
                # be written.
                connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)
                return cls._checked(path, connection, versions=versions)
        except (IndexUnusableError, HomeError):
            return None

    @classmethod
    def damage(cls, path: Path) -> str | None:
        """Read all of the manifest; return its damage in words, or None where it is whole."""
        try:
            with _plainly(path):
                uri = f"{path.as_uri()}?mode=rw"
                with cls._checked(path, sqlite3.connect(uri, uri=True)) as manifest:
                    ((found,), *_) = manifest._rows("PRAGMA integrity_check(1)")
                    for _ in manifest.known():
                        pass
                    manifest.count()
        except (IndexUnusableError, HomeError) as error:
            return error.reason
        return None if found == "ok" else str(found)

    @classmethod
    def _checked(
        cls,
        path: Path,
        connection: sqlite3.Connection,
        begin: str = "",
        versions: Collection[int] = (VERSION,),
    ) -> Self:
        try:
            connection.isolation_level = None
            connection.executescript(begin)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in versions:
                raise IndexUnusableError(path, "the list of indexed files is of another version")
            connection.execute("SELECT value FROM facts").fetchall()
        except BaseException:
            connection.close()
            raise
        return cls(path, connection, version)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    @property
    def generation(self) -> int | None:
        """The commit of the index that was recorded last; None before the first."""
        return self._fact("generation")

    @property
    def is_complete(self) -> bool:
        """Whether the last update that had all sources to look at came to its end."""
        return self._fact("complete") == 1

    @property
    def is_intended(self) -> bool:
        """Whether a commit was begun and never recorded."""
        return self._fact("intended") == 1

    def count(self) -> int | None:
        """Return the number of articles that the index must hold.

        None where a killed update left the number open.
        """
        if self.is_intended or self._rows("SELECT 1 FROM files WHERE pending LIMIT 1"):
            return None
        return int(self._rows("SELECT count(*) FROM slugs")[0][0])

    def known(self, under: str | None = None) -> Iterator[KnownFile]:
        """Yield every file, in the order of a walk; only the files of the source `under` if given.

        The manifest must not be changed while the files are taken.
        """
        where = "" if under is None else "WHERE key = ? OR (key >= ? AND key < ?)"
        values = () if under is None else _range(under)
        with _plainly(self._path):
            query = f"SELECT {self._columns} FROM files {where} ORDER BY key"
            yield from map(_known_file, self._sql.execute(query, values))

    def pending(self) -> tuple[KnownFile, ...]:
        """Return the files that have to be read again, in the order of a walk."""
        rows = self._rows(f"SELECT {self._columns} FROM files WHERE pending ORDER BY key")
        with _plainly(self._path):
            return tuple(map(_known_file, rows))

    def unread(self) -> tuple[KnownFile, ...]:
        """Return the files from which no article could be read, in the order of a walk."""
        rows = self._rows(
            f"SELECT {self._columns} FROM files WHERE reason IS NOT NULL ORDER BY key"
        )
        with _plainly(self._path):
            return tuple(map(_known_file, rows))

    def refused(self) -> tuple[Refused, ...]:
        """Return the files and folders that could not be looked at, in the order of a walk."""
        rows = self._rows("SELECT mark, path, reason FROM refused ORDER BY mark")
        with _plainly(self._path):
            return tuple(Refused(os.fsdecode(m), os.fsdecode(p), reason) for m, p, reason in rows)

    def file(self, key: str) -> KnownFile | None:
        """Return the file with this key, or None."""
        rows = self._rows(f"SELECT {self._columns} FROM files WHERE key = ?", os.fsencode(key))
        with _plainly(self._path):
            return _known_file(rows[0]) if rows else None

    def ids(self, key: str) -> tuple[str, ...]:
        """Return the ids of the articles that came from this file, in its order.

        Some of the articles may be about to leave the file.
        """
        rows = self._rows(
            "SELECT id FROM articles JOIN files ON number = file WHERE key = ? ORDER BY position",
            os.fsencode(key),
        )
        return tuple(row[0] for row in rows)

    def held(self, key: str) -> tuple[str, ...]:
        """Return the ids of the articles that this file holds, without any about to leave.

        They are in the file's order.
        """
        rows = self._rows(
            "SELECT id FROM articles JOIN files ON number = file"
            " WHERE key = ? AND NOT leaving ORDER BY position",
            os.fsencode(key),
        )
        return tuple(row[0] for row in rows)

    def owners(self, id: str, besides: str | None = None) -> tuple[str, ...]:
        """Return the keys of the files that hold this article, by rank, except `besides`."""
        rows = self._rows(
            "SELECT key FROM articles JOIN files ON number = file"
            " WHERE id = ? AND NOT leaving AND key IS NOT ? ORDER BY length(key), key",
            id,
            None if besides is None else os.fsencode(besides),
        )
        return tuple(os.fsdecode(row[0]) for row in rows)

    def origins(self, id: str) -> tuple[str, ...]:
        """Return the paths of the files that hold this article with the same content, by rank.

        The article was read from the first of these files.
        """
        rows = self._rows(
            "SELECT path, digest FROM articles JOIN files ON number = file"
            " WHERE id = ? AND NOT leaving ORDER BY length(key), key",
            id,
        )
        return tuple(os.fsdecode(path) for path, digest in rows if digest == rows[0][1])

    def twins(self, digest: bytes) -> Iterator[str]:
        """Yield the keys of the indexed files with this content, by rank.

        The manifest must not be changed while the keys are taken.
        """
        with _plainly(self._path):
            query = (
                "SELECT key FROM files WHERE digest = ? AND NOT pending AND reason IS NULL"
                " ORDER BY length(key), key"
            )
            for row in self._sql.execute(query, (digest,)):
                yield os.fsdecode(row[0])

    def slug(self, id: str) -> str | None:
        """Return the slug of an article, or None."""
        rows = self._rows("SELECT slug FROM slugs WHERE id = ?", id)
        return rows[0][0] if rows else None

    def holder(self, slug: str) -> str | None:
        """Return the id of the article that has this slug, or None."""
        rows = self._rows("SELECT id FROM slugs WHERE slug = ?", slug)
        return rows[0][0] if rows else None

    def slugs(self) -> Iterator[tuple[str, str]]:
        """Yield every slug with the id of its article."""
        with _plainly(self._path):
            yield from self._sql.execute("SELECT slug, id FROM slugs")

    def boilerplate(self, folder: str) -> bytes:
        """Return the recorded boilerplate of the folder with this key; empty if none."""
        rows = self._rows("SELECT boilerplate FROM folders WHERE key = ?", os.fsencode(folder))
        return bytes(rows[0][0]) if rows else b""

    def devices(self) -> Mapping[str, int]:
        """Return the device number of the disk on which each source lay, by the source's name."""
        rows = self._rows("SELECT source, device FROM devices")
        with _plainly(self._path):
            return {os.fsdecode(name): int(device) for name, device in rows}

    def looked_ns(self, source: str) -> int | None:
        """Return the time of the last look at this source, in nanoseconds since 1970.

        None when there was no look.
        """
        return self._fact(_LOOKED + os.fsencode(source))

    def article_counts(self) -> Iterator[tuple[KnownFile, int]]:
        """Yield every file, in the order of a walk, with the number of articles that it holds."""
        with _plainly(self._path):
            query = (
                f"SELECT {self._columns}, (SELECT count(*) FROM articles WHERE file = number)"
                " FROM files ORDER BY key"
            )
            for row in self._sql.execute(query):
                yield _known_file(row[:-1]), int(row[-1])

    def shared(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the id of every article that several files hold, with the keys of the files."""
        rows = self._rows(
            "SELECT id, key FROM articles JOIN files ON number = file WHERE id IN"
            " (SELECT id FROM articles GROUP BY id HAVING count(*) > 1) ORDER BY id, key"
        )
        with _plainly(self._path):
            for id, group in groupby(rows, key=itemgetter(0)):
                yield id, tuple(os.fsdecode(key) for _, key in group)

    def _fact(self, name: str | bytes) -> int | None:
        rows = self._rows("SELECT value FROM facts WHERE name = ?", name)
        with _plainly(self._path):
            return int(rows[0][0]) if rows else None

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with _plainly(self._path):
            return self._sql.execute(statement, values).fetchall()


class ManifestWriter(Manifest):
    """The manifest of the process that holds the home's lock.

    Every change is written twice: intended before the index commits, recorded after. A file that
    was intended and not recorded is *pending*: it is read again, so a process may be killed
    anywhere.
    """

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the manifest for writing; begin an empty one in place of an unusable one.

        Unusable is a manifest that is missing, damaged or of another version.

        Raises `HomeError` when the disk is full or read-only.
        """
        try:
            return cls._open(path)
        except IndexUnusableError:
            for name in (path, path.with_name(path.name + "-journal")):
                name.unlink(missing_ok=True)
            return cls._open(path)

    @classmethod
    def _open(cls, path: Path) -> Self:
        with _plainly(path):
            connection = sqlite3.connect(path)
            is_new = connection.execute("PRAGMA schema_version").fetchone() == (0,)
            return cls._checked(path, connection, _SETTINGS + (_TABLES if is_new else ""))

    def intend(self, file: KnownFile, ids: Sequence[str]) -> Mapping[str, int]:
        """Mark a file as about to hold these articles; return the articles about to leave it.

        The result has the position of each leaving article in the file, by id. Until the change is
        recorded, the file has the digest of its earlier content.
        """
        known = self.file(file.key)
        number = self._put_pending(replace(file, digest=known.digest if known else None))
        before = self._rows(
            "SELECT id, position FROM articles WHERE file = ? ORDER BY position", number
        )
        with _plainly(self._path):
            self._sql.execute("UPDATE articles SET leaving = 1 WHERE file = ?", (number,))
            self._sql.executemany(
                "REPLACE INTO articles (file, id, position, leaving) VALUES (?, ?, ?, 0)",
                [(number, id, position) for position, id in enumerate(ids)],
            )
        staying = set(ids)
        return {id: position for id, position in before if id not in staying}

    def intend_gone(self, file: KnownFile) -> tuple[str, ...]:
        """Mark a file as about to be forgotten; return the ids of its articles."""
        number = self._put_pending(file)
        self._rows("UPDATE articles SET leaving = 1 WHERE file = ?", number)
        return self.ids(file.key)

    def reserve(self, slug: str, id: str) -> None:
        """Give this slug to an article."""
        self._begin()
        self._rows("INSERT INTO slugs (slug, id) VALUES (?, ?)", slug, id)

    def learn(self, folder: str, boilerplate: bytes) -> None:
        """Record the boilerplate of a folder, and mark its files to be read again."""
        self._begin()
        place = os.fsencode(folder)
        if boilerplate:
            self._rows("REPLACE INTO folders VALUES (?, ?)", place, boilerplate)
        else:
            self._rows("DELETE FROM folders WHERE key = ?", place)
        _, inside, end = _range(folder)
        self._rows(_READ_AGAIN, inside, end, len(inside) + 1)

    def settle_intent(self) -> None:
        """Commit the intended changes to disk; to be called before the index commits them."""
        self._begin()
        self._set_facts(intended=1, complete=0)
        self._rows("COMMIT")

    def record(self, commit: ManifestCommit) -> None:
        """Record that the index has committed the intended changes."""
        self._begin()
        settled = [(os.fsencode(file.key),) for file in commit.done if not file.pending]
        with _plainly(self._path):
            self._sql.executemany(_UPSERT, map(_row, commit.done))
            self._sql.executemany(_DELETE_LEFT, settled)
            self._sql.executemany(_DELETE_FILE, [(os.fsencode(k),) for k in commit.forgotten])
            self._sql.executemany("DELETE FROM slugs WHERE id = ?", [(i,) for i in commit.removed])
            self._sql.executemany(_MARK_AGAIN, [(os.fsencode(key),) for key in commit.again])
        self._set_facts(generation=commit.generation, intended=0)
        self._rows("COMMIT")

    def finish(
        self,
        *,
        complete: bool,
        devices: Mapping[str, int],
        looked: Mapping[str, int],
        refused: Iterable[Refused] = (),
    ) -> None:
        """Record the end of an update.

        `devices` are the disks of the folders that it looked at, `looked` the time of the look at
        each source in nanoseconds since 1970, `refused` all that could not be looked at.
        """
        self._begin()
        self._rows("DELETE FROM refused")
        with _plainly(self._path):
            self._sql.executemany(
                "REPLACE INTO refused (mark, path, reason) VALUES (?, ?, ?)",
                [(os.fsencode(each.mark), os.fsencode(each.path), each.reason) for each in refused],
            )
        for name, seen_ns in looked.items():
            fact = _LOOKED + os.fsencode(name)
            self._rows("REPLACE INTO facts (name, value) VALUES (?, ?)", fact, seen_ns)
        with _plainly(self._path):
            self._sql.executemany(
                "REPLACE INTO devices (source, device) VALUES (?, ?)",
                [(os.fsencode(name), device) for name, device in devices.items()],
            )
        self._set_facts(complete=int(complete))
        self._rows("COMMIT")

    def adopt_slugs(self, slugs: Iterable[tuple[str, str]]) -> None:
        """Take over the slugs of an older index for articles that come again."""
        with _plainly(self._path):
            self._begin()
            self._sql.executemany("INSERT OR IGNORE INTO slugs (slug, id) VALUES (?, ?)", slugs)
            self._sql.execute("COMMIT")

    def drop_unused_slugs(self) -> None:
        """Delete adopted slugs that have no article."""
        self._rows("DELETE FROM slugs WHERE id NOT IN (SELECT id FROM articles)")

    def _put_pending(self, file: KnownFile) -> int:
        self._begin()
        self._rows(_UPSERT, *_row(replace(file, pending=True)))
        rows = self._rows("SELECT number FROM files WHERE key = ?", os.fsencode(file.key))
        return int(rows[0][0])

    def _set_facts(self, **facts: int) -> None:
        for name, value in facts.items():
            self._rows("REPLACE INTO facts (name, value) VALUES (?, ?)", name, value)

    def _begin(self) -> None:
        if not self._sql.in_transaction:
            self._rows("BEGIN IMMEDIATE")


def _range(name: str) -> tuple[bytes, bytes, bytes]:
    inside = os.fsencode(name.rstrip("/")) + b"/"
    return os.fsencode(name), inside, inside[:-1] + bytes([inside[-1] + 1])


def _row(file: KnownFile) -> tuple[object, ...]:
    return (
        os.fsencode(file.key),
        os.fsencode(file.path),
        file.size,
        file.mtime_ns,
        file.ctime_ns,
        file.seen_ns,
        file.digest,
        file.reason,
        file.pending,
        *(file.source or (None, None)),
    )


def _known_file(row: tuple[Any, ...]) -> KnownFile:
    key, path, size, mtime_ns, ctime_ns, seen_ns, digest, reason, pending, name, by = row
    return KnownFile(
        os.fsdecode(key),
        os.fsdecode(path),
        size,
        mtime_ns,
        ctime_ns,
        seen_ns,
        digest,
        reason,
        bool(pending),
        None if name is None else SourceName(name, NamedBy(by)),
    )
