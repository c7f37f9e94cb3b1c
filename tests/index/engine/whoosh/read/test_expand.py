"""Tests of expansion: a prefix stands for its most frequent words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.engine.whoosh.read.expand import beginning, near
from index.engine.whoosh.store.segment import calmly
from index.engine.whoosh.store.snapshot import Snapshot, open_snapshot
from index.engine.whoosh.writer import WhooshWriter
from tests.index.engine.archive import article

WORDS = [f"w{first}{second}" for first in "abcdefgh" for second in "xyz"]
ARTICLES = 40


def archive(folder: Path, segments: int) -> Snapshot:
    """Return an archive of many equally frequent words, some of them in every segment."""
    dice = random.Random(3)
    for batch in range(segments):
        WhooshWriter(folder).apply(
            article(f"{batch}-{number}", "Title", " ".join(dice.sample(WORDS, 3)))
            for number in range(ARTICLES // segments)
        )
    return open_snapshot(folder)


def most_frequent_first(snapshot: Snapshot) -> dict[str, int]:
    counts = {word: snapshot.frequency("body", word) for word in WORDS}
    every = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: counts[word] for word in every if counts[word]}


@pytest.mark.parametrize("most", [1, 2, 7, len(WORDS) - 1, len(WORDS), 1000])
def test_the_most_frequent_words_are_chosen(tmp_path: Path, most: int) -> None:
    snapshot = archive(tmp_path / "index", 1)
    every = most_frequent_first(snapshot)
    found = beginning("w", ("body",), most, snapshot, calmly)
    assert found.words == set(list(every)[:most])
    assert found.cut == (most < len(every))


@pytest.mark.parametrize("budget", [1, 30, 60, 3 * ARTICLES - 1, 3 * ARTICLES])
def test_no_more_than_can_be_read_in_time(
    tmp_path: Path, budget: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engine.whoosh.read.expand._FEW_POSTINGS", budget)
    monkeypatch.setattr("index.engine.whoosh.read.expand.POSTINGS_AN_ARTICLE", 0)
    snapshot = archive(tmp_path / "index", 1)
    every = most_frequent_first(snapshot)
    wanted: dict[str, int] = {}
    for word, count in every.items():
        if wanted and sum(wanted.values()) + count > budget:
            break
        wanted[word] = count
    found = beginning("w", ("body",), 1000, snapshot, calmly)
    assert found.words == set(wanted)
    assert found.cut == (len(wanted) < len(every))


@pytest.mark.parametrize("most", [5, 1000])
def test_the_numbers_are_those_of_the_words_in_each_segment(tmp_path: Path, most: int) -> None:
    snapshot = archive(tmp_path / "index", 2)
    assert len(snapshot.segments) == 2
    for found in (
        beginning("w", ("title", "body"), most, snapshot, calmly),
        near("wax", 1, ("title", "body"), most, snapshot, calmly),
    ):
        assert 0 < len(found.words) <= most
        for part in snapshot.segments:
            dictionary = part.segment.dictionary
            for field in ("title", "body"):
                numbers = found.numbers[part.segment.id, field].tolist()
                words = set(dictionary.terms(numbers))
                assert words <= found.words
                if not found.cut:
                    assert words == {word for word in found.words if dictionary.info(field, word)}
