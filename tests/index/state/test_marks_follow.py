"""Tests of marks: they follow moved files through failed writes, and survive damage nearby."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.article import article_id
from index.engine.request import Request
from index.errors import StateError
from index.files.home import Home
from index.query import Flag
from index.state import Facts, Position, State
from index.state.schema import VERSION
from index.sync.job import check_sources, needs_sync, open_up_to_date, sync
from index.sync.manifest import Manifest
from index.sync.sources import add_source
from tests.index.fakes import pipeline


class Archive:
    """Home and a folder of two files, one of them about to move."""

    def __init__(self, place: Path) -> None:
        self.home = Home(place / "home")
        self.news = place / "news"
        self.news.mkdir()
        self.home.prepare()
        add_source(self.home.sources, self.news)
        for name in ("a.txt", "b.txt"):
            (self.news / name).write_text(f"Title of {name}")
        self.sync()

    def id(self, name: str) -> str:
        return article_id(str(self.news / name))

    def move(self) -> None:
        """Rename a file by hand, and update the index as `newstui add` does."""
        (self.news / "a.txt").rename(self.news / "z.txt")
        self.sync()

    def sync(self) -> None:
        sync(self.home, pipeline=pipeline())

    def state(self, path: Path | None = None) -> State:
        return State.open(path or self.home.state, self.home.moves)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_the_state_of_a_newer_newstui_stops_no_update_and_follows_later(archive: Archive) -> None:
    with closing(archive.state()) as state:
        state.set_starred([archive.id("a.txt")], True)
        state.set_position(archive.id("a.txt"), Position(3))
    with closing(sqlite3.connect(archive.home.state)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    archive.move()
    with pytest.raises(StateError, match="newer newstui"):
        archive.state()
    with closing(sqlite3.connect(archive.home.state)) as older:
        older.execute(f"PRAGMA user_version = {VERSION}")
    with closing(archive.state()) as state:
        assert state.flagged(Flag.STARRED) == {archive.id("z.txt")}
        assert state.position(archive.id("z.txt")) == Position(3)


def test_a_state_that_another_program_locks_stops_no_update(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.state.store.BUSY_SECONDS", 0.01)
    with closing(archive.state()) as state:
        state.set_starred([archive.id("a.txt")], True)
        with closing(sqlite3.connect(archive.home.state, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            archive.move()
            assert state.flagged(Flag.STARRED) == {archive.id("a.txt")}, "as well as it can"
            other.execute("ROLLBACK")
        assert state.flagged(Flag.STARRED) == {archive.id("z.txt")}


def test_states_of_a_server_s_readers_follow_an_update_at_the_command_line(
    archive: Archive,
) -> None:
    """Follow the update in a present and in an absent reader's state; the update knows neither."""
    archive.home.readers.mkdir()
    there, away = (archive.home.readers / f"{name}.sqlite" for name in ("anna", "ben"))
    with closing(archive.state(away)) as state:
        state.set_read([archive.id("a.txt")], True)
    with closing(archive.state(there)) as state:
        state.set_starred([archive.id("a.txt"), archive.id("b.txt")], True)
        before = state.version()
        archive.move()
        assert state.flagged(Flag.STARRED) == {archive.id("z.txt"), archive.id("b.txt")}
        assert state.version() != before, "the screen looks again"
    with closing(archive.state(away)) as state:
        assert state.flagged(Flag.READ) == {archive.id("z.txt")}
    assert not archive.home.state.exists()


DAMAGES = {
    "an id": "INSERT INTO facts VALUES (CAST(x'FF41' AS TEXT), 1, 1)",
    "a position": "INSERT INTO positions VALUES (CAST(x'80' AS TEXT), 'x', x'00')",
    "a place": "UPDATE positions SET paragraph = 'no number'",
    "a search": "INSERT INTO searches (text) VALUES (CAST(x'C3' AS TEXT))",
    "the place in the log": "UPDATE remembered SET value = '{'",
    "the place in the log, as bytes": "UPDATE remembered SET value = x'FF'",
    "no place in the log": "UPDATE remembered SET value = '\"x\"'",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_entry_of_the_state_costs_itself_alone(archive: Archive, damage: str) -> None:
    with closing(archive.state()) as state:
        state.set_starred([archive.id("a.txt")], True)
        state.set_position(archive.id("a.txt"), Position(3))
        state.add_search("tram")
    archive.move()
    archive.state().close()
    with closing(archive.state()) as state:  # opening follows the log, and stores the offset
        assert state.flagged(Flag.STARRED) == {archive.id("z.txt")}
    with closing(sqlite3.connect(archive.home.state)) as damaged:
        assert damaged.execute(DAMAGES[damage]).rowcount == 1
        damaged.commit()
    with closing(archive.state()) as state:
        assert state.problem is None
        assert archive.id("z.txt") in state.flagged(Flag.STARRED)
        assert state.facts([archive.id("z.txt")]) == {archive.id("z.txt"): Facts(starred=True)}
        assert state.position(archive.id("z.txt")) in (Position(3), None)
        assert "tram" in state.searches()
        assert state.recall("nothing") is None
        assert state.recall("moves followed") != "{"
        state.set_read([archive.id("b.txt")], True)
        assert state.undo() is not None
    (archive.news / "z.txt").rename(archive.news / "y.txt")
    archive.sync()
    with closing(archive.state()) as state:
        assert archive.id("y.txt") in state.flagged(Flag.STARRED)


def test_a_damaged_manifest_is_made_good_where_nothing_was_ever_added(tmp_path: Path) -> None:
    """Treat a missing list of sources as an empty one; the damaged manifest can't tell."""
    home = Home(tmp_path / "home")
    sync(home)
    size = home.manifest.stat().st_size
    with home.manifest.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(size - 4096))
    assert Manifest.damage(home.manifest)
    assert needs_sync(home)
    check_sources(home)
    assert sync(home).rebuilt == "the list of indexed files is missing or damaged"
    with closing(open_up_to_date(home)) as engine:
        assert engine.search(Request()).total == 15
