"""Tests of casing: the whole archive decides on names, through commits, merges, deletions."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.engine.answer import Alike
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.store.casing import COLUMNS, Casing, CasingCollector, Column, Name, judged
from index.engine.whoosh.store.snapshot import open_snapshot
from index.query import parse_query
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive
from tests.index.engine.test_corpora import CORPORA, records

SENTENCES = (
    ("en", "Yesterday Kelly met Johnson in Kiev."),
    ("en", "The rose is a rose, and a rose is red."),
    ("en", "Mr Rose and Mrs Roze wrote to Zelensky."),
    ("en", "Zelenskyy spoke, and Mueller was silent."),
    ("en", "Near Kyiv a kelly was seen, and kellys are rare."),
    ("en", "KELLY AND ROSE LEAVE KYIV"),
    ("en", "Zelensky And Johnson Speak Of Old Roses"),
    ("de", "Der Wagen von Müller stand bei Selenskyj auf den Wegen."),
    ("de", "Herr Müller fuhr nach Kiew."),
    ("ru", "Вчера Зеленский встретил Келли и Джонсона в Киеве."),
    ("ru", "Слушали Зеленского, а Келли молчал; роза цвела."),
    ("ru", "В саду Роза и Розе встретили Мюллера."),
    ("ar", "قال زيلينسكي أمس إن كيلي وصل إلى كييف"),
)
NAMES = (
    "kelly", "rose", "roze", "zelensky", "Зеленский", "зеленского", "johnson", "Müller", "mueller",
    "kyiv", "kiew", "киев", "كيلي", "wagen", "roses", "келли", "роза", "selenskyj", "zelenskij",
)  # fmt: skip


def news(count: int) -> list[Article]:
    """Return articles of one to three of the sentences each; some of the sentences are titles."""
    dice = random.Random(7)
    found = []
    for number in range(count):
        language = dice.choice(("en", "en", "de", "ru", "ar"))
        some = [text for its, text in SENTENCES if its == language]
        title, *texts = (dice.choice(some) for _ in range(dice.randrange(2, 5)))
        title = title if dice.random() < 0.3 else "News"
        found.append(article(f"n{number}", title, *texts, language=language))
    return found


NONE: frozenset[str] = frozenset()
Answers = dict[str, tuple[frozenset[str], frozenset[Alike], int]]


def answers(engine: SearchEngine, names: Iterable[str] = NAMES) -> Answers:
    found = {}
    for name in names:
        query = replace(parse_query(name), other_spellings=True)
        answer = engine.search(Request(query, limit=1))
        found[name] = frozenset(answer.also_spelled), frozenset(answer.alike), answer.total
    return found


def indexed(
    folder: Path,
    commits: Iterable[Sequence[Article]],
    removed: Iterable[str] = (),
    *,
    merging: bool,
) -> SearchEngine:
    writer = open_writer(folder)
    for each in commits:
        writer.apply(each)
        while merging and writer.merge():
            pass
    writer.apply((), removed)
    while merging and writer.merge():
        pass
    return open_engine(folder)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    found = answers(indexed(tmp_path_factory.mktemp("once") / "i", [news(200)], merging=False))
    spelled = {name for name, (also, _, _) in found.items() if also}
    assert {"zelensky", "johnson", "Müller", "kyiv"} <= spelled
    return found


@pytest.mark.parametrize("merging", [False, True])
@pytest.mark.parametrize("commits", [3, 10])
def test_commits_and_merges_change_no_answer(
    tmp_path: Path, at_once: Answers, commits: int, merging: bool
) -> None:
    every = news(200)
    random.Random(commits).shuffle(every)
    parts = [every[at::commits] for at in range(commits)]
    assert answers(indexed(tmp_path / "i", parts, merging=merging)) == at_once


@pytest.mark.parametrize("removed", [20, 150])
def test_what_is_merged_away_is_as_if_it_had_never_been_there(tmp_path: Path, removed: int) -> None:
    every = news(200)
    random.Random(removed).shuffle(every)
    gone, left = every[:removed], every[removed:]
    parts = [sorted(every, key=lambda each: each.slug)[at::9] for at in range(9)]
    indexed(tmp_path / "i", parts, [each.id for each in gone], merging=False)
    # So many more articles that a merge takes every segment.
    extra = [[article(f"extra{at}", "News", "Nothing.")] for at in range(10)]
    merged = indexed(tmp_path / "i", extra, merging=True)
    never = indexed(tmp_path / "never", [left], merging=False)
    snapshot = open_snapshot(tmp_path / "i")
    assert snapshot.size_with_deleted == snapshot.size
    assert answers(merged) == answers(never)


FEW = news(16)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=len(FEW), max_size=len(FEW)), st.booleans(), st.randoms()
)
def test_any_partition_of_an_archive_answers_alike(
    parts: list[int], merging: bool, dice: random.Random
) -> None:
    every = dice.sample(FEW, len(FEW))
    commits = [[each for each, at in zip(every, parts, strict=True) if at == n] for n in range(5)]
    with TemporaryDirectory() as folder:
        whole = indexed(Path(folder, "whole"), [FEW], merging=False)
        parted = indexed(Path(folder, "parted"), commits, merging=merging)
        assert answers(parted) == answers(whole)


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora (NEWSTUI_CORPORA)")
def test_commits_change_no_answer_about_real_articles(tmp_path: Path) -> None:
    corpora = ("wikinews-en", "wikinews-ru", "reuters", "sanad-ar-1000", "bbc")
    every = [each for name in corpora for each in records(name, 200)]
    names = (
        "kelly", "clinton", "putin", "путин", "лондон", "russia", "johnson", "obama", "трамп",
        "merkel", "ترامب", "sarah", "china", "iran", "baraka", "blair", "tony", "michael", "march",
    )  # fmt: skip
    whole = answers(indexed(tmp_path / "whole", [every], merging=False), names)
    random.Random(1).shuffle(every)
    parts = [every[at::10] for at in range(10)]
    for merging in (False, True):
        assert answers(indexed(tmp_path / str(merging), parts, merging=merging), names) == whole


def test_what_no_text_judges_is_offered_and_never_sure(archive: Archive) -> None:
    engine = archive.put(
        article("loud", "News", "KELLY LEAVES THE CITY"),
        article("ru", "Вести", "Вчера Келли молчал, и Келли ушёл.", language="ru"),
    ).engine()
    assert answers(engine)["келли"] == (NONE, frozenset({Alike("kelly", 1)}), 1)
    assert answers(engine)["kelly"] == (NONE, frozenset({Alike("келли", 1)}), 1)
    archive.put(article("said", "News", "Yesterday Kelly spoke."))
    also, _, total = answers(archive.engine())["келли"]
    assert (set(also), total) == ({"kelly"}, 3)
    archive.put(article("small", "News", "A kelly, the kelly, and all kelly are red."))
    assert answers(archive.engine())["келли"] == (NONE, frozenset(), 1)


@pytest.mark.parametrize(
    ("word", "text", "title", "name"),
    [
        ("kelly", (3, 0, 1, 0), (0, 0, 0, 0), Name.CERTAIN),
        ("kelly", (2, 0, 1, 0), (0, 0, 0, 0), None),
        ("wagen", (0, 4, 0, 0), (0, 0, 0, 0), Name.PERHAPS),
        ("kelly", (0, 0, 0, 2), (0, 0, 0, 1), Name.UNJUDGED),
        ("kelly", (0, 0, 0, 2), (1, 0, 0, 0), Name.CERTAIN),  # no text decides
        ("kelly", (0, 0, 1, 0), (9, 0, 0, 0), None),  # a text decides
        ("كيلي", (0, 0, 5, 0), (0, 0, 0, 0), Name.PERHAPS),
        ("kelly", (0, 0, 0, 0), (0, 0, 0, 0), None),
        ("w2", (5, 0, 0, 0), (0, 0, 0, 0), None),
    ],
)
def test_judging(word: str, text: Sequence[int], title: Sequence[int], name: Name | None) -> None:
    assert judged(word, text, title) is name


COUNT = st.one_of(st.integers(0, 3), st.integers(250, 260), st.just(1 << 31))
ROW = st.one_of(st.just((0,) * COLUMNS), st.tuples(*[COUNT] * COLUMNS))


@given(st.lists(ROW, max_size=60), st.integers(1, 60), st.integers(0, 1000))
def test_counts_are_read_as_they_were_gathered(
    rows: list[tuple[int, ...]], part: int, first: int
) -> None:
    counts = np.array(rows, np.int64).reshape(len(rows), COLUMNS)
    gathering = CasingCollector()
    for start in range(0, len(rows), part):
        gathering.add(counts[start : start + part], first + start)
    casing = Casing(memoryview(gathering.content()), first + len(rows))
    numbers = np.arange(first + len(rows) + 3)
    expected = np.zeros((len(numbers), COLUMNS), np.int64)
    expected[first : first + len(rows)] = counts
    assert np.array_equal(casing.at(numbers), expected)


def test_damaged_counts_are_told() -> None:
    gathering = CasingCollector()
    gathering.add(np.full((20, COLUMNS), 300), 5)
    whole = gathering.content()
    assert Casing(memoryview(whole), 25).at(np.array([5]))[0, Column.NAME] == 300
    for damaged in (whole[:-1], whole + b"\0", struct.pack("<I", 99) + whole[4:], b""):
        with pytest.raises(DamagedError):
            Casing(memoryview(damaged), 25)
    with pytest.raises(DamagedError):
        Casing(memoryview(whole), 24)
