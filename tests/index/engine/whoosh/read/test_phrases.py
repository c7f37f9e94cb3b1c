"""Tests of phrases: counted wherever the words stand together, and nowhere else."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from index.engine.whoosh.postings.document_sets import DocumentSet
from index.engine.whoosh.read import phrases
from index.engine.whoosh.read.translate import FieldTerms, Terms
from index.engine.whoosh.store.segment import Segment, calmly
from index.engine.whoosh.store.snapshot import open_snapshot
from index.engine.whoosh.writer import WhooshWriter
from tests.index.engine.archive import article

WORDS = ["of", "the", "tide", "to"]
COUNT = 2600  # several blocks of postings, and several slices


@pytest.fixture(scope="module")
def texts() -> list[list[str]]:
    dice = random.Random(3)
    return [dice.choices(WORDS, [9, 9, 1, 4], k=dice.randint(1, 30)) for _ in range(COUNT)]


@pytest.fixture(scope="module")
def segment(texts: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Segment:
    folder = tmp_path_factory.mktemp("phrases") / "index"
    found = [article(f"a{n:05}", "Title", " ".join(text)) for n, text in enumerate(texts)]
    WhooshWriter(folder, processes=1).apply(found)
    return open_snapshot(folder).segments[0].segment


def counted(segment: Segment, *slots: set[str], slop: int = 0) -> dict[int, int]:
    place = FieldTerms("body", tuple(Terms(frozenset(slot)) for slot in slots))
    candidates = DocumentSet.every(segment.size)
    for slot in slots:
        having = [segment.postings("body", term).documents for term in slot]
        candidates = candidates & DocumentSet.union(segment.size, having)
    parts = list(phrases.standing(segment, place, slop, candidates, calmly))
    joined = phrases.Standing.joined(parts)
    return dict(zip(joined.documents.tolist(), joined.counts.tolist(), strict=True))


def expected(texts: list[list[str]], *slots: set[str]) -> dict[int, int]:
    found = {}
    for number, text in enumerate(texts):
        windows = (text[at : at + len(slots)] for at in range(len(text) - len(slots) + 1))
        matching = (all(map(set.__contains__, slots, window)) for window in windows)
        if count := sum(matching):
            found[number] = count
    return found


@pytest.mark.parametrize(
    "bounds",
    [{}, {"_MOST_MARK": 2}, {"_MOST_MARKS": 0}],
    ids=["marked", "all marks used up", "too long to be marked"],
)
@pytest.mark.parametrize(
    "phrase",
    [
        "of the",
        "tide of",
        "of tide",
        "the the",
        "the tide the",
        "tide|to of|tide",
        "tide tide tide tide",
    ],
)
def test_a_phrase_stands_where_its_words_do(
    segment: Segment,
    texts: list[list[str]],
    phrase: str,
    bounds: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"_MOST_DOCUMENTS": 700, **bounds}.items():
        monkeypatch.setattr(phrases, name, value)
    slots = [set(words.split("|")) for words in phrase.split()]
    assert counted(segment, *slots) == expected(texts, *slots)


def test_a_phrase_with_words_between_ends_in_the_text_where_it_begins(tmp_path: Path) -> None:
    every = [
        article(f"a{n}", "Title", text) for n, text in enumerate(["of tide", "of a the", "the"])
    ]
    WhooshWriter(tmp_path / "index", processes=1).apply(every)
    segment = open_snapshot(tmp_path / "index").segments[0].segment
    candidates = DocumentSet(segment.size, np.arange(segment.size))
    place = FieldTerms("body", (Terms(frozenset({"of"})), Terms(frozenset({"the"}))))
    for slop in (1, 50):
        parts = list(phrases.standing(segment, place, slop, candidates, calmly))
        assert phrases.Standing.joined(parts).documents.tolist() == [1]
    assert not list(phrases.standing(segment, place, 0, candidates, calmly))


@pytest.mark.parametrize("slop", [0, 5])
def test_whoever_waits_is_asked_at_every_word_of_a_long_phrase(segment: Segment, slop: int) -> None:
    """Count calls of the stop signal, not time: one more word takes a millisecond at most."""
    asked = 0

    def watch() -> None:
        nonlocal asked
        asked += 1

    place = FieldTerms("body", (Terms(frozenset({"of"})), Terms(frozenset({"the"}))) * 150)
    candidates = DocumentSet(segment.size, np.arange(8))
    assert not list(phrases.standing(segment, place, slop, candidates, watch))
    assert asked >= 299
