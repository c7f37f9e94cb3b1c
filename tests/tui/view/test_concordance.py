"""Tests of words in context: one column for the words, in every script and width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from index.archive.occurrences import SORTED, Articles, ConcordanceOrder, Occurrences
from index.engine.answer import Hit
from index.engine.request import Request, Sort
from index.search.concordance import ConcordancePosition, Occurrence, Passage
from tests.tui.fake_archive import made_up
from tui.view.cells import display, fit_end
from tui.view.concordance import concordance_line, copied, shape


def line(
    left: str = "seen by ",
    match: str = "mothers",
    right: str = " of soldiers",
    id: str = "a",
    source: str | None = "BBC",
    day: int = 25,
    start: int = 8,
) -> Occurrence:
    published = datetime(2022, 11, day, tzinfo=UTC)
    span = (start, start + len(match))
    return Occurrence(id, id, 0, span, left, match, right, source, published)


def text(occurrence: Occurrence, width: int, at_cursor: bool = False) -> str:
    return "".join(piece for piece, _ in concordance_line(occurrence, at_cursor, width))


# The end of a text


@pytest.mark.parametrize(
    ("whole", "width", "shown"),
    [
        ("Leopard", 10, "   Leopard"),
        ("Leopard tanks", 8, "…d tanks"),
        ("日本語のニュース", 7, "…ュース"),
        ("日本語のニュース", 6, " …ース"),
        ("", 3, "   "),
        ("anything", 0, ""),
        ("x" + "e\u0301" * 3, 2, "…e\u0301"),
    ],
)
def test_the_end_of_a_text_is_padded_or_cut_at_its_left(whole: str, width: int, shown: str) -> None:
    assert fit_end(whole, width) == shown


@given(st.text(), st.integers(0, 60))
def test_whatever_the_text_its_end_is_as_wide_as_asked(whole: str, width: int) -> None:
    assert cell_len(fit_end(whole, width)) == width


@given(st.text(alphabet="ab日 \u0301ا", max_size=40), st.integers(1, 30))
def test_what_is_kept_is_the_end_and_no_mark_loses_its_letter(whole: str, width: int) -> None:
    kept = fit_end(whole, width).replace("\u200e", "").lstrip(" ").lstrip("…")
    assert display(whole).endswith(kept)
    if "…" in fit_end(whole, width):
        assert not kept.startswith("\u0301")


# A line


def test_words_stand_in_one_column() -> None:
    lines = [line(), line("", "Putin", ""), line("東京の", "猫", "が見つかった"), line("a" * 200)]
    for width in (40, 80, 120, 200):
        columns = shape(width)
        before = 2 + columns.date + columns.source + columns.left
        for each in lines:
            drawn = concordance_line(each, False, width)
            at = [name for _, name in drawn].index("mark")
            assert sum(cell_len(piece) for piece, _ in drawn[:at]) == before, (each, width)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, "▌       seen by mothers of soldiers"),
        (80, "▌ 2022-11-25                      seen by mothers of soldiers"),
    ],
)
def test_a_line_at_the_width_of_a_terminal(width: int, shown: str) -> None:
    assert text(line(), width, at_cursor=True).rstrip() == shown


def test_the_source_is_there_where_there_is_room() -> None:
    assert "BBC" in text(line(), 120)
    assert "BBC" not in text(line(), 100)
    assert "undated" in text(Occurrence("a", "a", 0, (0, 1), "", "x", ""), 80)


@given(st.text(), st.text(min_size=1), st.text(), st.text(), st.integers(1, 250))
def test_whatever_the_words_a_line_is_as_wide_as_the_screen(
    left: str, match: str, right: str, source: str, width: int
) -> None:
    drawn = concordance_line(line(left, match, right, source=source), False, width)
    assert sum(cell_len(piece) for piece, _ in drawn) == width


def test_hostile_text_steers_no_terminal() -> None:
    drawn = text(line("\x1b[2J ", "\x1b]0;x\x07mothers", "\u202e [/b]"), 120)
    assert not {"\x1b", "\x07", "\u202e"} & set(drawn)


def test_what_is_copied_names_where_it_is_from() -> None:
    assert copied(line()) == "seen by mothers of soldiers (BBC, 2022-11-25)"
    assert copied(line(source=None)) == "seen by mothers of soldiers (2022-11-25)"


# The lines at hand


class Reader:
    """Concordance of `count` lines, two in each article, and its requests."""

    def __init__(self, count: int) -> None:
        self.lines = [
            line(right=f" {(n * 7) % count:06d}", id=f"a{n // 2}", start=n) for n in range(count)
        ]
        self.asked: list[tuple[Sort, ConcordancePosition, int]] = []

    async def __call__(
        self, request: Request, place: ConcordancePosition, limit: int, _per_article: int | None
    ) -> Passage:
        self.asked.append((request.sort, place, limit))
        start = place.hit * 2 + place.occurrence
        page = self.lines[start : start + limit]
        end = start + len(page)
        following = ConcordancePosition(*divmod(end, 2)) if end < len(self.lines) else None
        return Passage(tuple(page), following, len(self.lines) // 2)


async def read(held: Occurrences, count: int) -> Sequence[Occurrence]:
    while held.lacks(count):
        await held.more(count)
    return held.lines


async def test_only_as_much_is_read_as_is_wanted() -> None:
    reader = Reader(1000)
    held = Occurrences(Request(), ConcordanceOrder.HITS, reader)
    assert await read(held, 30) == reader.lines[:30]
    assert await read(held, 20) == reader.lines[:30]
    assert len(reader.asked) == 1
    assert not held.is_whole
    assert (held.total, held.articles_read) == (500, 15)
    await read(held, 10_000)
    assert held.is_whole
    assert (held.lines, held.articles_read) == (reader.lines, 500)
    assert not held.lacks(10_000)


async def test_a_sort_takes_the_first_lines_however_few_are_seen() -> None:
    reader = Reader(SORTED + 501)
    held = Occurrences(Request(sort=Sort.RELEVANCE), ConcordanceOrder.RIGHT, reader)
    lines = await read(held, 10)
    assert len(lines) == SORTED
    assert lines == sorted(reader.lines[:SORTED], key=lambda each: each.right)
    assert not held.is_whole
    assert not held.lacks(1_000_000)


async def test_by_date_the_newest_hits_come_first_and_are_read_as_they_are_wanted() -> None:
    reader = Reader(1000)
    held = Occurrences(Request(sort=Sort.RELEVANCE), ConcordanceOrder.NEWEST, reader)
    await read(held, 10)
    assert [sort for sort, _, _ in reader.asked] == [Sort.NEWEST]
    assert len(held.lines) == 10


async def test_a_line_is_found_again_or_its_article() -> None:
    reader = Reader(40)
    held = Occurrences(Request(), ConcordanceOrder.HITS, reader)
    await read(held, 40)
    assert held.find(reader.lines[31], 0) == 31
    assert held.find(line(id="a7", start=999), 0) == 15
    assert held.find(line(id="gone"), 4) == 4


async def test_the_articles_of_the_lines_are_a_trail() -> None:
    held = Occurrences(Request(), ConcordanceOrder.HITS, Reader(6))
    await read(held, 6)

    async def hit(id: str) -> Hit | None:
        return made_up(id)

    articles = Articles(held, hit)
    assert articles.total == 3
    assert articles.position("a2") == 2
    assert articles.id(1) == "a1"
    found = await articles.load(1)
    assert found is not None
    assert found.id == "a1"
