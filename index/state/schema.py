"""Tables of the state, and the migrations from older versions."""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE facts (
            id TEXT PRIMARY KEY,
            read INTEGER NOT NULL DEFAULT 0,
            starred INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE positions (
            id TEXT PRIMARY KEY,
            paragraph INTEGER NOT NULL,
            offset INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE searches (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            text TEXT NOT NULL UNIQUE
        )
        """,
    ),
    (
        "CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX starred ON facts (id) WHERE starred",
    ),
    ("CREATE TABLE passages (id TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID",),
)
"""The statements that lead from each `user_version` to the next; once released, never changed."""

VERSION = len(MIGRATIONS)

TABLES = frozenset({"facts", "positions", "passages", "searches", "remembered"})
