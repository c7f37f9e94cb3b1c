"""Tests of adding, listing and walking the files and folders of an archive."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from index.errors import SettingsError, UnreadableError
from index.sync import sources
from index.sync.sources import (
    SEEDS,
    Source,
    add_source,
    checked_at_launch,
    is_lost,
    owner,
    read_sources,
    remove_source,
    seeds,
)
from index.sync.walk import Found, FoundFile, SkippedFile, Unreadable, walk, walk_all


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "sources.jsonl"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def added(listed: Path) -> list[str]:
    return [source.name for source in read_sources(listed) if source.name != SEEDS]


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def below(source: Source, *others: Source) -> list[str]:
    return [found.key.removeprefix(source.name) for found in files(source, *others)]


def files(source: Source, *others: Source) -> list[FoundFile]:
    return [found for found in walk(source, others) if isinstance(found, FoundFile)]


def problems(source: Source) -> list[tuple[str, str]]:
    found = [item for item in walk(source) if isinstance(item, Unreadable)]
    return [(Path(item.path).name, item.reason) for item in found]


def test_the_seeds_are_a_source_from_the_beginning(listed: Path) -> None:
    [built_in] = read_sources(listed)
    assert built_in == seeds()
    assert [found.key.partition("/")[0] for found in walk(built_in)] == [SEEDS, SEEDS]


def test_a_source_is_named_by_where_it_really_is(listed: Path, news: Path) -> None:
    (news.parent / "link").symlink_to(news)
    source = add_source(listed, news.parent / "link")
    assert source == Source(news, str(news))
    assert read_sources(listed)[1:] == (source,)


def test_a_folder_inside_one_that_is_listed_is_not_listed_again(listed: Path, news: Path) -> None:
    make(news, "inner/a.txt")
    outer = add_source(listed, news)
    assert add_source(listed, news / "inner") == outer
    assert add_source(listed, news / "inner" / "a.txt") == outer
    assert add_source(listed, news) == outer
    assert added(listed) == [str(news)]


def test_a_hidden_folder_is_read_when_it_is_listed_itself(listed: Path, news: Path) -> None:
    make(news, ".hidden/a.txt")
    add_source(listed, news)
    inner = add_source(listed, news / ".hidden")
    assert added(listed) == [str(news), str(news / ".hidden")]
    assert below(inner, *read_sources(listed)) == ["/a.txt"]


def test_a_folder_above_listed_ones_leaves_every_file_its_key(listed: Path, news: Path) -> None:
    make(news, "inner/a.txt", "named/b.txt", "c.txt")
    add_source(listed, news / "inner")
    add_source(listed, news / "named", name="mine")
    before = {found.key for source in read_sources(listed)[1:] for found in walk(source)}
    add_source(listed, news)
    sources = read_sources(listed)[1:]
    after = [found.key for found in walk_all(sources)]
    assert before < set(after)
    assert sorted(after) == sorted([f"{news}/c.txt", f"{news}/inner/a.txt", "mine/b.txt"])


def test_what_is_not_there_can_not_be_added(listed: Path, news: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file or folder"):
        add_source(listed, news / "nothing")
    assert not listed.exists()


def test_a_name_that_is_no_utf8_survives_the_list(listed: Path, news: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(news) + b"/\xff\xfe"))
    odd.mkdir()
    make(odd, "a.txt")
    add_source(listed, odd)
    [source] = read_sources(listed)[1:]
    assert source.path == odd
    assert [os.fsencode(f.key) for f in files(source)] == [os.fsencode(odd) + b"/a.txt"]


def test_the_list_can_be_read_and_written_by_hand(listed: Path, news: Path) -> None:
    make(news, "новости/a.txt")
    listed.write_text(f'\n{{"path": "{news}/новости", "comment": "mine"}}\n\n', encoding="utf-8")
    other = news.parent / "other"
    other.mkdir()
    add_source(listed, other)
    assert added(listed) == [f"{news}/новости", str(other)]
    assert '"comment": "mine"' in listed.read_text(encoding="utf-8")


def test_removing_a_source_leaves_the_other_lines_alone(listed: Path, news: Path) -> None:
    listed.write_text('{"path": "/mnt/gone", "name": "a\u2028b"}\n\n', encoding="utf-8")
    add_source(listed, news)
    assert remove_source(listed, news)
    assert not remove_source(listed, news)
    assert listed.read_text(encoding="utf-8") == '{"path": "/mnt/gone", "name": "a\u2028b"}\n\n'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ("[]", 'no "path"'),
        ('{"path": 7}', 'no "path"'),
        ('{"path": "news"}', "does not begin with /"),
        ('{"path": "/x", "name": ""}', '"name" is not a text'),
        ('{"path": "/x", "name": "seeds"}', "newstui's own"),
        ('{"path": "/x", "name": "\\ud800"}', "no file name can have"),
        ('{"path": "/x\\u0000"}', "no file name should have"),
        ('{"path": "/x", "name": "taken"}', "has this name already"),
        ('{"path": "/x", "name": "taken/too"}', "inside another source's name"),
    ],
)
def test_a_broken_line_is_named_and_never_thrown_away(
    listed: Path, news: Path, line: str, reason: str
) -> None:
    text = f'{{"path": "/taken", "name": "taken"}}\n{line}\n'
    listed.write_text(text)
    with pytest.raises(SettingsError, match="line 2: ") as caught:
        add_source(listed, news)
    assert reason in str(caught.value)
    assert listed.read_text() == text


def test_a_list_that_is_no_utf8_is_an_error_of_its_line(listed: Path) -> None:
    listed.write_bytes(b'{"path": "/x"}\n{"path": "/\xff"}\n')
    with pytest.raises(SettingsError, match="line 2: not UTF-8"):
        read_sources(listed)


def test_a_file_belongs_to_the_innermost_source() -> None:
    by_name = {name: Source(Path(name), name) for name in ("/", "/a/b", "seeds")}
    assert owner("/a/b/c.txt", by_name) == by_name["/a/b"]
    assert owner("/a/b", by_name) == by_name["/a/b"]
    assert owner("/a/bc.txt", by_name) == by_name["/"]
    assert owner("seeds/x.txt", by_name) == by_name["seeds"]
    assert owner("other/x.txt", by_name) is None


def test_a_launch_looks_at_seeds_and_single_files(news: Path) -> None:
    make(news, "a.txt")
    single = Source(news / "a.txt", "a")
    gone = Source(news / "gone.txt", "gone")
    folder = Source(news, "news")
    assert checked_at_launch([seeds(), folder, single, gone]) == (seeds(), single, gone)


# Walking


def test_files_come_in_the_order_of_their_whole_paths(news: Path) -> None:
    make(news, "a/z.txt", "a.txt", "a b.txt", "ab/c/d.txt", "B.txt")
    source = Source(news, "news")
    keys = [found.key for found in files(source)]
    assert keys == sorted(keys, key=os.fsencode)
    assert len(keys) == 5


def test_hidden_files_and_folders_are_counted_but_not_read(news: Path) -> None:
    make(news, ".git/config", ".DS_Store", "a.txt")
    found = list(walk(Source(news, "news")))
    assert [type(item) for item in found] == [SkippedFile, SkippedFile, FoundFile]


def test_a_link_in_a_circle_is_reported_once(news: Path) -> None:
    make(news, "sub/a.txt")
    (news / "sub" / "up").symlink_to(news)
    (news / "itself").symlink_to("itself")
    source = Source(news, "news")
    assert below(source) == ["/sub/a.txt"]
    assert dict(problems(source)) == {
        "up": "a link that leads back to a folder above it",
        "itself": "its links lead in a circle",
    }


def test_what_links_show_twice_is_read_once(news: Path, tmp_path: Path) -> None:
    make(tmp_path, "outside/deep/o.txt")
    make(news, "z/a.txt")
    (news / "again").symlink_to(news / "z")
    (news / "again.txt").symlink_to(news / "z" / "a.txt")
    (news / "one").symlink_to(tmp_path / "outside")
    (news / "two").symlink_to(tmp_path / "outside")
    source = Source(news, "news")
    assert below(source) == ["/one/deep/o.txt", "/z/a.txt"]
    assert problems(source) == []
    inner = Source(tmp_path / "outside" / "deep", "deep")
    assert below(source, source, inner) == ["/z/a.txt"]


def test_a_link_to_nothing_is_reported(news: Path) -> None:
    (news / "broken.txt").symlink_to("nothing")
    assert problems(Source(news, "news")) == [("broken.txt", "a link to nothing")]


def test_pipes_and_sockets_are_reported_and_not_opened(news: Path) -> None:
    os.mkfifo(news / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(news / "s.txt"))
        found = problems(Source(news, "news"))
    assert found == [("pipe.txt", "not a file but a pipe"), ("s.txt", "not a file but a socket")]


def test_a_folder_that_can_not_be_listed_is_reported(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(news, "closed/a.txt", "open/b.txt")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    source = Source(news, "news")
    assert below(source) == ["/open/b.txt"]
    assert problems(source) == [("closed", "permission denied")]


def test_a_tree_deeper_than_pythons_stack_is_walked(news: Path) -> None:
    names = "/".join("d" * 1200)
    fd = os.open(news, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=fd)
        inner = os.open("d", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = inner
    os.close(os.open("a.txt", os.O_CREAT | os.O_WRONLY, dir_fd=fd))
    os.close(fd)
    found = below(Source(news, "news"))
    (news / names / "a.txt").unlink()
    for depth in range(1200, 0, -1):
        (news / names[: 2 * depth - 1]).rmdir()
    assert found == [f"/{names}/a.txt"]


def test_newstuis_own_home_is_nobodys_news(news: Path) -> None:
    make(news, "home/sources.jsonl", "a.txt")
    found = list(walk(Source(news, "news"), own=news / "home"))
    assert [item.key for item in found] == ["news/a.txt"]


def test_a_source_that_is_gone_is_unreachable(news: Path) -> None:
    folder, single = Source(news / "no" / "where", "w"), Source(news / "no.txt", "f")
    away = [(item.key, item.below) for item in unreachable(walk(folder))]
    assert away == [("w", False), ("w", True)]
    assert [(item.key, item.below) for item in unreachable(walk(single))] == [("f", True)]


def test_an_empty_mount_point_is_unreachable_and_an_emptied_folder_is_not(news: Path) -> None:
    here = news.stat().st_dev
    source = Source(news, "news")
    assert list(walk(source, device=here)) == []
    reasons = {item.reason for item in unreachable(walk(source, device=here + 1))}
    assert reasons == {"the folder is empty; is its disk mounted?"}
    make(news, "a.txt")
    assert len(list(walk(source, device=here + 1))) == 1


def unreachable(found: Iterable[Found]) -> list[Unreadable]:
    items = [item if isinstance(item, Unreadable) else pytest.fail(str(item)) for item in found]
    assert all(item.unreachable for item in items)
    return items


def test_two_that_add_at_once_both_keep_their_source(
    listed: Path, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = Thread(target=add_source, args=(listed, tmp_path / "other"))
    waits = Event()
    lock, line = fcntl.flock, sources._line

    def told_lock(descriptor: int, operation: int) -> None:
        if current_thread() is other:
            waits.set()
        lock(descriptor, operation)

    def meanwhile(source: Source) -> str:
        """Start another thread between reading the list and writing it."""
        if current_thread() is not other:
            other.start()
            assert waits.wait(30)
        return line(source)

    monkeypatch.setattr(fcntl, "flock", told_lock)
    monkeypatch.setattr(sources, "_line", meanwhile)
    add_source(listed, news)
    other.join(30)
    assert added(listed) == [str(news), str(tmp_path / "other")]


def test_a_list_that_was_emptied_is_told_from_one_whose_last_source_was_taken_out(
    listed: Path, news: Path
) -> None:
    add_source(listed, news)
    assert not is_lost(listed)
    assert remove_source(listed, news)
    assert added(listed) == []
    assert not is_lost(listed)
    listed.write_bytes(b"")
    assert is_lost(listed)
    listed.unlink()
    assert is_lost(listed)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_that_a_program_of_windows_saved_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "sources.jsonl"
    file.write_bytes(f'{{"path": "{tmp_path}"}}\r\n'.encode(encoding))
    assert read_sources(file)[1].path == tmp_path
    (tmp_path / "more").mkdir()
    add_source(file, tmp_path / "more", "other")
    assert [source.name for source in read_sources(file)[1:]] == [str(tmp_path), "other"]
