"""Tests of comparing the known files with the found ones."""

from __future__ import annotations

import os
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.sync.plan import RACY_NS, KnownFile, plan
from index.sync.report import Problem
from index.sync.walk import Found, FoundFile, OtherKind, SkippedFile, Unreadable

SEEN_NS = 10**18
KNOWN = KnownFile("k", "/k", 5, 1, 1, SEEN_NS, b"digest")


def found(key: str, size: int = 5, mtime_ns: int = 1, ctime_ns: int = 1) -> FoundFile:
    return FoundFile(key, f"/{key}", size, mtime_ns, ctime_ns)


def known(*keys: str) -> list[KnownFile]:
    return [replace(KNOWN, key=key, path=f"/{key}") for key in keys]


def test_every_file_is_added_changed_unchanged_or_gone() -> None:
    result = plan(known("b", "c", "d"), [found("a"), found("b"), found("c", size=6)])
    assert [file.key for file in result.added] == ["a"]
    assert [file.key for file in result.changed] == ["c"]
    assert (result.unchanged, result.gone) == (1, ("d",))


def test_any_other_size_or_time_is_a_change() -> None:
    for other in (found("k", size=6), found("k", mtime_ns=2), found("k", ctime_ns=2)):
        assert plan([KNOWN], [other]).changed == (other,)


def test_a_file_as_new_as_the_last_look_is_looked_at_again() -> None:
    racy = replace(KNOWN, mtime_ns=SEEN_NS - RACY_NS)
    assert plan([racy], [found("k", mtime_ns=racy.mtime_ns)]).changed
    settled = replace(KNOWN, mtime_ns=SEEN_NS - RACY_NS - 1)
    assert plan([settled], [found("k", mtime_ns=settled.mtime_ns)]).unchanged == 1


def test_a_pending_file_and_one_that_failed_to_open_are_looked_at_again() -> None:
    for row in (replace(KNOWN, pending=True), replace(KNOWN, digest=None, reason="denied")):
        assert plan([row], [found("k")]).changed == (found("k"),)


def test_a_file_that_was_no_news_is_reported_without_being_read() -> None:
    result = plan([replace(KNOWN, reason="it is empty")], [found("k")])
    assert result.unreadable == (Problem("/k", "it is empty"),)
    assert result.is_empty


def test_files_of_other_kinds_are_counted_and_what_was_known_of_them_stays() -> None:
    others = [OtherKind("a.pdf", ".pdf"), OtherKind("b.jpg", ".jpg"), OtherKind("c.pdf", ".pdf")]
    result = plan(known("a.pdf", "b"), others)
    assert result.other_kinds == {".pdf": 2, ".jpg": 1}
    assert (result.kept, result.gone, result.unreadable) == (("a.pdf",), ("b",), ())


def test_what_lies_in_a_closed_folder_is_not_gone() -> None:
    closed = Unreadable("d", "/d", "permission denied", below=True)
    result = plan(known("d.txt", "d/a", "d/b/c", "d0"), [closed, found("d0")])
    assert (result.gone, result.kept) == (("d.txt",), ("d/a", "d/b/c"))
    assert result.unreadable == (Problem("/d", "permission denied"),)


def test_an_unreachable_source_is_reported_once() -> None:
    away = [Unreadable("d", "/d", "not there", below, unreachable=True) for below in (False, True)]
    result = plan(known("d", "d.txt", "d/a"), [away[0], found("d.txt"), away[1]])
    assert (result.gone, result.kept) == ((), ("d", "d/a"))
    assert result.unreachable == (Problem("/d", "not there"),)


def test_anew_everything_is_read() -> None:
    result = plan(known("a", "b"), [found("a"), SkippedFile(".x", "/.x")], anew=True)
    assert [file.key for file in result.changed] == ["a"]
    assert (result.gone, result.passed) == (("b",), 1)


keys = st.lists(st.text("ab/.0\udcff", min_size=1, max_size=4), unique=True)


@given(keys, keys)
def test_no_file_is_forgotten_or_taken_twice(before: list[str], now: list[str]) -> None:
    rows = known(*sorted(before, key=os.fsencode))
    items: list[Found] = [found(key) for key in sorted(now, key=os.fsencode)]
    result = plan(rows, items)
    assert {file.key for file in result.added} == set(now) - set(before)
    assert set(result.gone) == set(before) - set(now)
    assert result.unchanged == len(set(before) & set(now))
