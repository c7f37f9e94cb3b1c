"""Tests of the contents of the state, and of their safety."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import article_id
from index.errors import StateError
from index.query import Flag
from index.state import Change, Facts, Position, State
from index.state.moves import MoveLog
from index.state.salvage import backups
from index.state.schema import MIGRATIONS, VERSION
from index.state.store import damage, unreadable_entries

ROOT = Path(__file__).parents[3]

Open = Callable[[], State]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "state.sqlite"


@pytest.fixture
def window(path: Path) -> Iterator[Open]:
    """Yield a function that opens another window on the same state."""
    windows: list[State] = []

    def opened() -> State:
        windows.append(State.open(path, path.with_name("moves.jsonl")))
        return windows[-1]

    yield opened
    for state in windows:
        state.close()


@pytest.fixture
def state(window: Open) -> State:
    return window()


def kept_aside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.glob("*.damaged-*"))


def run(script: str, *arguments: object) -> str:
    """Return the output of a second process; it has `State` and its arguments from `path` on."""
    prelude = "import sys; from pathlib import Path; from index.state import *\n"
    prelude += "from index.errors import StateError; path = Path(sys.argv[1])\n"
    done = subprocess.run(
        [sys.executable, "-c", prelude + script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# Marks of the reader


def test_an_article_is_neither_read_nor_starred_at_first(state: State) -> None:
    assert state.facts(["a", "b"]) == {"a": Facts(), "b": Facts()}
    assert state.flagged(Flag.READ) == frozenset()
    assert state.problem is None


def test_facts_are_kept(window: Open) -> None:
    first = window()
    assert first.set_read(["a", "b"], True) == Change("marked read: 2 articles", ("a", "b"))
    assert first.set_starred(["b"], True) == Change("starred: 1 article", ("b",))
    first.close()
    again = window()
    assert again.facts("abc") == {
        "a": Facts(read=True),
        "b": Facts(read=True, starred=True),
        "c": Facts(),
    }
    assert again.flagged(Flag.READ) == {"a", "b"}
    assert again.flagged(Flag.STARRED) == {"b"}
    assert again.set_read(["b"], False).words == "marked unread: 1 article"
    assert again.set_starred(["b"], False).words == "star removed: 1 article"
    assert again.facts("b") == {"b": Facts()}


def test_they_are_their_readers_alone_whoever_may_look_into_the_folder(
    path: Path, window: Open
) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o755)
    window().set_read(["a"], True)
    made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert path.name in made
    assert set(made.values()) == {0o600}


def test_any_number_of_articles(state: State) -> None:
    ids = [f"{number:016}" for number in range(50_000)]
    assert len(state.set_read(ids, True).ids) == len(ids)
    assert all(facts.read for facts in state.facts(ids).values())
    assert state.undo() is not None
    assert state.flagged(Flag.READ) == frozenset()


@pytest.mark.parametrize("flag", [Flag.UNREAD, Flag.HEADLINE, Flag.ARTICLE])
def test_other_flags_are_not_kept_here(state: State, flag: Flag) -> None:
    with pytest.raises(ValueError, match=flag):
        state.flagged(flag)


def test_a_change_names_only_what_it_changed(state: State) -> None:
    state.set_read(["a"], True)
    assert state.set_read(["a", "b", "b"], True) == Change("marked read: 1 article", ("b",))
    assert state.set_read(["a", "b"], True) == Change("marked read: nothing new")
    assert state.set_read([], True) == Change("marked read: nothing new")


def test_undo_puts_back_what_was_before(state: State) -> None:
    state.set_read(["a"], True)
    state.set_read(["a", "b"], True)
    state.set_starred(["a"], True)
    state.set_read(["a", "b"], True)
    assert state.undo() == Change("undone: starred: 1 article", ("a",))
    assert state.undo() == Change("undone: marked read: 1 article", ("b",))
    assert state.facts("ab") == {"a": Facts(read=True), "b": Facts()}
    assert state.undo() is not None
    assert state.undo() is None
    assert state.facts("ab") == {"a": Facts(), "b": Facts()}


def test_what_the_reader_did_not_ask_for_is_not_undone(state: State) -> None:
    state.set_starred(["a"], True)
    state.set_read(["b"], True, undoable=False)
    assert state.undo() == Change("undone: starred: 1 article", ("a",))
    assert state.undo() is None
    assert state.facts("b")["b"].read


def test_undo_is_a_windows_own(window: Open) -> None:
    mine, other = window(), window()
    mine.set_read(["a"], True)
    other.set_starred(["a"], True)
    assert mine.undo() == Change("undone: marked read: 1 article", ("a",))
    assert mine.undo() is None
    assert other.facts("a") == {"a": Facts(starred=True)}


Step = tuple[Flag, list[str], bool]
IDS = st.lists(st.sampled_from("abcd"), max_size=4)
STEPS = st.lists(st.tuples(st.sampled_from([Flag.READ, Flag.STARRED]), IDS, st.booleans()))


@given(STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_undoing_everything_leads_back_to_where_it_began(state: State, steps: list[Step]) -> None:
    before = state.facts("abcd")
    for flag, ids, value in steps:
        (state.set_read if flag is Flag.READ else state.set_starred)(ids, value)
    while state.undo():
        pass
    assert state.facts("abcd") == before


def test_a_position_is_kept_for_each_article(state: State) -> None:
    assert state.position("a") is None
    state.set_position("a", Position(3, 120))
    state.set_position("b", Position(1))
    state.set_position("a", Position(4, 7, "the words there"))
    assert state.position("a") == Position(4, 7, "the words there")
    assert state.position("b") == Position(1, 0)


def test_searches_are_newest_first_and_stand_once(state: State) -> None:
    for text in ("mothers", "leopard", " mothers ", "", "  "):
        state.add_search(text)
    assert state.searches() == ("mothers", "leopard")


def test_five_hundred_searches_are_kept(state: State) -> None:
    for number in range(510):
        state.add_search(f"{number}")
    assert state.searches() == tuple(f"{number}" for number in range(509, 9, -1))


def test_a_search_with_control_characters_is_kept_without_them(state: State) -> None:
    state.add_search("mothers\x1b[31m\udcff")
    assert state.searches() == ("mothers [31m",)


@pytest.mark.parametrize("value", [None, 3, "текст", [1, [2.5, None]], {"page": [{"id": "a"}]}])
def test_small_values_are_remembered(window: Open, value: object) -> None:
    first = window()
    assert first.recall("page") is None
    first.remember("page", "something else")
    first.remember("page", value)  # type: ignore[arg-type]
    assert window().recall("page") == value


def test_only_what_json_knows_is_remembered(state: State) -> None:
    with pytest.raises(TypeError):
        state.remember("page", {1, 2})  # type: ignore[arg-type]


@pytest.fixture
def log(path: Path) -> MoveLog:
    """Return the log of moves that `window` follows."""
    path.parent.mkdir(exist_ok=True)
    return MoveLog(path.with_name("moves.jsonl"))


def test_moved_articles_take_their_facts_with_them(state: State, log: MoveLog) -> None:
    state.set_read(["old"], True)
    state.set_starred(["new"], True)
    state.set_position("old", Position(2, 0, "words"))
    log.append({"old": ("new",), "unknown": ("other",)})
    assert state.facts(["old", "new"]) == {"old": Facts(), "new": Facts(read=True, starred=True)}
    assert state.position("new") == Position(2, 0, "words")
    assert state.position("old") is None


def test_ids_may_be_swapped_and_passed_on(state: State, log: MoveLog) -> None:
    state.set_read(["a"], True)
    state.set_starred(["b"], True)
    state.set_position("b", Position(5))
    log.append({"a": ("b",), "b": ("c",), "c": ("a",)})
    assert state.facts("abc") == {"a": Facts(), "b": Facts(read=True), "c": Facts(starred=True)}
    assert state.position("c") == Position(5)


def test_undo_finds_moved_articles(state: State, log: MoveLog) -> None:
    state.set_read(["old"], True)
    log.append({"old": ("new",)})
    assert state.facts(["new"]) == {"new": Facts(read=True)}
    assert state.undo() == Change("undone: marked read: 1 article", ("new",))
    assert state.flagged(Flag.READ) == frozenset()


def test_each_move_is_followed_once_by_every_window_and_every_start(
    window: Open, log: MoveLog
) -> None:
    first, second = window(), window()
    first.set_starred(["a"], True)
    log.append({"a": ("b",)})
    assert first.flagged(Flag.STARRED) == {"b"}
    log.append({"b": ("a",)})
    assert second.flagged(Flag.STARRED) == {"a"}
    first.set_starred(["b"], True)
    assert window().flagged(Flag.STARRED) == {"a", "b"}


def test_a_state_that_could_not_be_written_meanwhile_follows_later(
    path: Path, log: MoveLog
) -> None:
    with closing(State.open(path, log.path)) as state:
        state.set_starred(["old"], True)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
        log.append({"old": ("new",)})
        with pytest.raises(StateError):
            State.open(path, log.path)
        newer.execute(f"PRAGMA user_version = {VERSION}")
    with closing(State.open(path, log.path)) as state:
        assert state.flagged(Flag.STARRED) == {"new"}


def test_a_log_that_was_torn_moves_what_is_whole(state: State, log: MoveLog) -> None:
    state.set_starred(["a", "b"], True)
    log.append({"a": ("c",)})
    log.path.write_bytes(log.path.read_bytes() + b'{"b": "d')
    assert state.flagged(Flag.STARRED) == {"b", "c"}
    log.append({"b": ("e",)})
    assert state.flagged(Flag.STARRED) == {"c", "e"}


def test_a_damaged_line_of_the_log_moves_nothing(state: State, log: MoveLog) -> None:
    state.set_starred(["a"], True)
    log.path.write_bytes(b'\xff\n[1]\n{"a": 2}\n{"a": "b"}\n')
    assert state.flagged(Flag.STARRED) == {"b"}


# Several windows


def test_another_window_sees_the_change_and_that_there_was_one(window: Open) -> None:
    mine, other = window(), window()
    before = other.version()
    assert other.version() == before
    mine.set_read(["a"], True)
    assert other.version() != before
    assert other.facts("a")["a"].read


def test_the_version_changes_with_every_change_of_ones_own(state: State) -> None:
    versions = [state.version()]
    state.set_read(["a"], True)
    versions.append(state.version())
    state.undo()
    versions.append(state.version())
    assert len(set(versions)) == 3


def test_who_leaves_while_another_thread_still_asks_ends_nobody_else() -> None:
    """Run a process of its own, for SQLite crashes one that closes a connection in use."""
    script = """
from concurrent.futures import ThreadPoolExecutor
ids = [str(number) for number in range(3_000)]
with ThreadPoolExecutor(4) as threads:
    for _ in range(25):
        state = State.for_this_run()
        asked = [threads.submit(state.facts, ids) for _ in range(3)]
        threads.submit(state.close).result()
        for answer in asked:
            assert isinstance(answer.exception(), StateError) or answer.result()["7"] == Facts()
print("lives")
"""
    assert run(script, "").strip() == "lives"


def test_two_processes_write_at_once(path: Path, state: State) -> None:
    script = """
from subprocess import Popen
if len(sys.argv) == 2:
    both = [Popen([sys.executable, "-c", sys.orig_argv[2], path, name]) for name in "ab"]
    sys.exit(sum(one.wait() for one in both))
state = State.open(path)
for number in range(40):
    state.set_read([f"{sys.argv[2]}{number}"], True)
    state.add_search(f"{sys.argv[2]}{number}")
state.close()
"""
    run(script, path)
    assert len(state.flagged(Flag.READ)) == 80
    assert len(state.searches()) == 80


def test_windows_opened_at_once_on_a_new_home_agree_on_its_tables(path: Path) -> None:
    script = """
from subprocess import Popen
if len(sys.argv) == 2:
    four = [Popen([sys.executable, "-c", sys.orig_argv[2], path, name]) for name in "abcd"]
    sys.exit(sum(one.wait() for one in four))
state = State.open(path)
assert state.problem is None, state.problem
state.set_starred([sys.argv[2]], True)
"""
    run(script, path)
    with closing(State.open(path)) as state:
        assert state.flagged(Flag.STARRED) == set("abcd")


def test_a_state_locked_for_good_is_an_error_and_stays_usable(path: Path, state: State) -> None:
    state._connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        rude.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match="another program keeps it locked"):
            state.set_read(["a"], True)
        assert state.facts("a") == {"a": Facts()}
        rude.execute("ROLLBACK")
    assert state.set_read(["a"], True).ids == ("a",)
    assert state.undo() is not None


def test_a_failed_undo_can_be_tried_again(path: Path, state: State) -> None:
    state.set_read(["a"], True)
    state._connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        rude.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError):
            state.undo()
        rude.execute("ROLLBACK")
    assert state.undo() == Change("undone: marked read: 1 article", ("a",))


# Damage


def marked(path: Path, count: int = 1, *, backup: bool = False) -> frozenset[str]:
    """Mark articles read in a state, and close it; delete the backup unless one is wanted."""
    ids = [article_id(str(number)) for number in range(count)]
    with closing(State.open(path)) as state:
        state.set_read(ids, True)
    if not backup:
        backups(path)[0].unlink()
    return frozenset(ids)


def test_a_file_that_is_no_database_is_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    with closing(State.open(path)) as state:
        assert state.problem is not None
        assert "damaged" in state.problem
        (kept,) = kept_aside(path)
        assert kept in state.problem
        assert re.fullmatch(r"state\.sqlite\.damaged-\d{8}T\d{6}", kept)
        assert (path.parent / kept).read_bytes() == b"not a database" * 100
        state.set_read(["a"], True)
    with closing(State.open(path)) as state:
        assert state.problem is None
        assert state.flagged(Flag.READ) == {"a"}


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_truncated_file_is_kept_aside(path: Path, share: float) -> None:
    ids = marked(path, 20_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with closing(State.open(path)) as state:
        assert state.problem is not None
        saved = state.flagged(Flag.READ)
    assert f"a new one is begun with {len(saved):,} entries of it" in state.problem
    assert saved < ids
    assert len(saved) > 20_000 * (share - 0.15)
    assert len(kept_aside(path)) == 1


def test_what_lies_on_whole_pages_is_saved(path: Path) -> None:
    ids = marked(path, 2000)
    with path.open("r+b") as file:
        file.seek(4096 * (path.stat().st_size // 4096 // 2))
        file.write(b"\xa5" * 4096)
    with closing(State.open(path)) as state:
        saved = state.flagged(Flag.READ)
    assert saved < ids
    assert len(saved) > 1800


def test_a_backup_stands_in_for_what_can_not_be_read(path: Path) -> None:
    ids = marked(path, 2000, backup=True)
    with closing(State.open(path)) as state:
        state.set_starred(["later"], True)
    spoil(path)
    with closing(State.open(path)) as state:
        assert state.flagged(Flag.READ) == ids
        assert "2,000 of a backup" in (state.problem or "")
    path.write_bytes(b"not a database")
    with closing(State.open(path)) as state:
        assert state.flagged(Flag.READ) == ids


def test_what_can_be_read_counts_more_than_its_backup(path: Path) -> None:
    marked(path, 1, backup=True)
    with closing(State.open(path)) as state:
        state.set_read([article_id("0")], False)
        state.set_position(article_id("0"), Position(1))
    with closing(sqlite3.connect(path)) as whole:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'positions'"
        ((page,),) = whole.execute(query)
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xa5" * 4096)
    with closing(State.open(path)) as state:
        assert state.problem is not None
        assert state.flagged(Flag.READ) == frozenset()


def test_two_backups_are_kept_a_day_apart(path: Path) -> None:
    newest, older = backups(path)

    def change_and_close(id: str) -> None:
        with closing(State.open(path)) as state:
            state.set_read([id], True)

    change_and_close("a")
    first = newest.read_bytes()
    change_and_close("b")
    assert newest.read_bytes() == first, "one a day"
    os.utime(newest, (0, 0))
    State.open(path).close()
    assert newest.read_bytes() == first, "nothing was changed"
    change_and_close("c")
    assert older.read_bytes() == first
    with closing(sqlite3.connect(newest)) as copy:
        assert copy.execute("SELECT id FROM facts").fetchall() == [("a",), ("b",), ("c",)]
    assert stat.S_IMODE(newest.stat().st_mode) == 0o600


def test_an_entry_that_is_no_text_hides_no_other(path: Path) -> None:
    ids = marked(path, 3)
    with closing(sqlite3.connect(path)) as damaged:
        damaged.execute("INSERT INTO facts VALUES (CAST(x'FF41' AS TEXT), 1, 0)")
        damaged.commit()
    assert unreadable_entries(path) == 1
    with closing(State.open(path)) as state:
        assert state.problem is None
        assert state.flagged(Flag.READ) > ids


def test_an_empty_file_is_a_new_state(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with closing(State.open(path)) as state:
        assert state.problem is None
        assert state.set_read(["a"], True).ids


def test_another_programs_database_is_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE facts (something)")
        other.execute("INSERT INTO facts VALUES (1)")
        other.commit()
    with closing(State.open(path)) as state:
        assert state.problem is not None
        assert state.facts("a") == {"a": Facts()}
    (kept,) = kept_aside(path)
    with closing(sqlite3.connect(path.parent / kept)) as other:
        assert other.execute("SELECT * FROM facts").fetchall() == [(1,)]


def test_damage_twice_in_a_second_keeps_both_files(path: Path) -> None:
    path.parent.mkdir()
    for content in (b"one" * 100, b"two" * 100):
        path.write_bytes(content)
        State.open(path).close()
    contents = {(path.parent / kept).read_bytes() for kept in kept_aside(path)}
    assert contents == {b"one" * 100, b"two" * 100}


def test_the_log_is_kept_beside_the_damaged_file(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    log = path.with_name("state.sqlite-wal")
    log.write_bytes(b"no log either")
    State.open(path).close()
    names = kept_aside(path)
    assert any((path.parent / name).read_bytes() == b"not a database" * 100 for name in names)
    assert not log.exists() or log.read_bytes() != b"no log either"


def spoil(path: Path) -> None:
    """Overwrite all but the first page."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))


@pytest.mark.parametrize("read_first", [True, False])
def test_damage_in_a_file_too_large_to_check_is_found_at_work(
    path: Path, window: Open, monkeypatch: pytest.MonkeyPatch, read_first: bool
) -> None:
    marked(path, 2000)
    spoil(path)
    monkeypatch.setattr("index.state.store.CHECKED_BYTES", 0)
    state = window()
    assert state.problem is None
    before = state.version()
    if read_first:
        assert state.flagged(Flag.READ) == frozenset()
    assert state.set_read(["new"], True).ids == ("new",)
    assert state.problem is not None
    assert len(kept_aside(path)) == 1
    assert state.version() != before
    assert window().flagged(Flag.READ) == {"new"}, "of the rest nothing could be read"


def test_a_damaged_file_in_another_windows_hands_is_left_to_it(path: Path, window: Open) -> None:
    window().set_read(["a"], True)
    script = """
with open(path, "r+b") as file:
    file.write(b"x" * 100)
state = State.open(path)
print(state.problem)
state.set_read(["b"], True)
print(*state.flagged("read"))
"""
    problem, flagged = run(script, path).splitlines()
    assert "another window" in problem
    assert "will not be kept" in problem
    assert flagged == "b"
    assert kept_aside(path) == []


# Versions


def test_a_newer_state_is_left_alone(path: Path) -> None:
    marked(path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 5}")
    before = path.read_bytes()
    with pytest.raises(StateError, match=f"newer newstui .state version {VERSION + 5}") as error:
        State.open(path)
    assert error.value.path == path
    assert path.read_bytes() == before
    assert kept_aside(path) == []


VERSION_1 = """
CREATE TABLE facts (
    id TEXT PRIMARY KEY, read INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE positions (
    id TEXT PRIMARY KEY, paragraph INTEGER NOT NULL, offset INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE searches (place INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE);
INSERT INTO facts VALUES ('a', 1, 0), ('b', 0, 1);
INSERT INTO positions VALUES ('a', 4, 20);
INSERT INTO searches (text) VALUES ('mothers'), ('leopard');
PRAGMA user_version = 1;
"""


def test_a_state_of_the_first_version_becomes_todays(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1)
    with closing(State.open(path)) as state:
        assert state.problem is None
        assert state.facts("ab") == {"a": Facts(read=True), "b": Facts(starred=True)}
        assert state.position("a") == Position(4, 20)
        assert state.searches() == ("leopard", "mothers")
        state.remember("page", [1])
        assert state.recall("page") == [1]
    with closing(sqlite3.connect(path)) as today:
        assert today.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_every_way_to_todays_version_makes_the_same_tables(tmp_path: Path) -> None:
    schemas = set()
    for version in range(len(MIGRATIONS) + 1):
        path = tmp_path / f"{version}.sqlite"
        with closing(sqlite3.connect(path)) as old:
            for statements in MIGRATIONS[:version]:
                for statement in statements:
                    old.execute(statement)
            old.execute(f"PRAGMA user_version = {version}")
            old.commit()
        State.open(path).close()
        with closing(sqlite3.connect(path)) as today:
            schemas.add(frozenset(today.execute("SELECT name, sql FROM sqlite_master")))
    assert len(schemas) == 1


# Places that can't be written


def test_where_nothing_can_be_written_the_state_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with closing(State.open(tmp_path / "file" / "state.sqlite")) as state:
        assert state.problem is not None
        assert "will not be kept" in state.problem
        state.set_read(["a"], True)
        assert state.facts("a")["a"].read
        assert state.undo() is not None
        state.add_search("mothers")
        assert state.searches() == ("mothers",)


def test_a_folder_in_its_place_is_a_problem_too(path: Path) -> None:
    path.mkdir(parents=True)
    with closing(State.open(path)) as state:
        assert state.problem is not None
        assert state.set_read(["a"], True).ids == ("a",)


def test_a_problem_shows_no_raw_path(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31m\u202eb"
    folder.touch()
    with closing(State.open(folder / "state.sqlite")) as state:
        assert state.problem is not None
        assert state.problem.isprintable()


def test_what_can_be_read_is_there_where_nothing_can_be_written(path: Path) -> None:
    marked(path, 3)
    # A folder in place of the lock: no window can take part, as in a folder of another user.
    lock = path.with_name("state.sqlite.lock")
    lock.unlink()
    lock.mkdir()
    before = path.read_bytes()
    with closing(State.open(path)) as state:
        assert state.problem is not None
        assert len(state.flagged(Flag.READ)) == 3
        state.set_read(["a"], True)
        assert len(state.flagged(Flag.READ)) == 4
    assert path.read_bytes() == before


FULL = """
import resource
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
def disk(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size is None else size, hard))
"""


def test_a_full_disk_at_the_start_is_a_problem_and_no_end(path: Path) -> None:
    script = (
        FULL
        + """
disk(1000)
state = State.open(path)
state.set_read(["a"], True)
print(state.problem)
print(*state.flagged("read"))
"""
    )
    problem, flagged = run(script, path).splitlines()
    assert "will not be kept" in problem
    assert flagged == "a"


def test_a_disk_that_fills_up_costs_only_the_last_change(path: Path) -> None:
    script = (
        FULL
        + """
state = State.open(path)
state.set_read(["first"], True)
disk(path.with_name("state.sqlite-wal").stat().st_size + 5000)
try:
    state.set_read([f"{number:016}" for number in range(5000)], True)
except StateError as error:
    print(error.path == path, error.reason)
print(*state.flagged("read"))
disk(None)
state.set_read(["last"], True)
print(*sorted(state.flagged("read")))
state.close()
"""
    )
    error, before, after = run(script, path).splitlines()
    assert error in {"True the disk is full", "True the disk can't be written or read"}
    assert before == "first"
    assert after == "first last"
    with closing(State.open(path)) as state:
        assert state.flagged(Flag.READ) == {"first", "last"}


def test_only_its_reader_may_read_the_state(path: Path, state: State) -> None:
    state.add_search("mothers")
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_state_that_was_emptied_begins_with_its_backup(path: Path) -> None:
    ids = marked(path, 3, backup=True)
    path.write_bytes(b"")
    assert damage(path) == "it is empty"
    assert unreadable_entries(path) == 0
    with closing(State.open(path)) as state:
        assert "3 of a backup" in (state.problem or "")
        assert state.flagged(Flag.READ) == ids


def test_the_top_of_an_article_is_no_place_in_its_text(state: State) -> None:
    state.set_position("a", Position(3))
    state.set_position("a", None)
    assert state.position("a") is None
    state.set_position("b", Position(0))
    assert state.position("b") is None, "as the top was once written down"
