"""Tests of the terms of a dictionary on disk, written by newstui or by plain Whoosh."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import pytest

from index.engine.whoosh.format.checksums import SegmentPart
from index.engine.whoosh.format.whoosh_api import TOC, FileStorage, Schema, SegmentReader
from index.engine.whoosh.store.segment import Segment, calmly
from index.engine.whoosh.store.snapshot import open_snapshot
from index.engine.whoosh.writer import WhooshWriter
from index.match.pattern import within
from tests.index.engine.archive import article
from tests.index.engine.whoosh.stock import write_with_whoosh

SIGNS = "aabcdeé猫елё"


def words(dice: random.Random, count: int) -> list[str]:
    return ["".join(dice.choices(SIGNS, k=dice.randint(1, 7))) for _ in range(count)]


@pytest.fixture(scope="module", params=["newstui", "Whoosh"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Segment, SegmentReader]]:
    """Yield a segment, and Whoosh's reader of the same segment."""
    dice = random.Random(3)
    articles = [
        article(f"a{n}", " ".join(words(dice, 3)), " ".join(words(dice, 30))) for n in range(80)
    ]
    folder = tmp_path_factory.mktemp("dictionary") / "index"
    if request.param == "newstui":
        WhooshWriter(folder).apply(articles)
    else:
        write_with_whoosh(folder, articles)
    snapshot = open_snapshot(folder)
    contents = TOC.read(FileStorage(str(folder)), "MAIN")
    reader = SegmentReader(FileStorage(str(folder)), contents.schema, contents.segments[0])
    assert isinstance(contents.schema, Schema)
    yield snapshot.segments[0].segment, reader
    reader.close()


def test_every_term_is_found_by_its_hash(opened: tuple[Segment, SegmentReader]) -> None:
    segment, reader = opened
    for field, term in reader.all_terms():
        if field == "published":
            continue  # the terms of this field are no texts
        info = segment.info(field, term.decode())
        assert info is not None
        assert info.documents == reader.doc_frequency(field, term)
    assert segment.info("body", "nowhere") is None
    assert segment.info("no field", "a") is None


def test_ranges_begin_alike_and_are_in_order(opened: tuple[Segment, SegmentReader]) -> None:
    segment, reader = opened
    dictionary = segment.dictionary
    for prefix in ("", "a", "ab", "猫", "е", "=", "zz", "é", "ёё"):
        wanted = [
            term.decode() for term in reader.lexicon("body") if term.startswith(prefix.encode())
        ]
        found = dictionary.prefixed("body", prefix)
        assert list(dictionary.terms(range(*found))) == wanted
        assert dictionary.frequencies(found).tolist() == [
            reader.doc_frequency("body", term) for term in wanted
        ]


def test_words_are_all_terms_but_the_stems(opened: tuple[Segment, SegmentReader]) -> None:
    segment, _ = opened
    dictionary = segment.dictionary
    every = set(dictionary.terms(range(*dictionary.prefixed("body"))))
    found = {word for part in dictionary.words("body") for word in dictionary.terms(range(*part))}
    assert found == {term for term in every if not term.startswith("=")}
    assert found < every


@pytest.mark.parametrize("edits", [1, 2])
def test_no_word_that_is_near_is_missed(
    opened: tuple[Segment, SegmentReader], edits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engine.whoosh.postings.dictionary._STEP", 50)
    segment, _ = opened
    dictionary = segment.dictionary
    every = [number for part in dictionary.words("body") for number in range(*part)]
    for word in words(random.Random(edits), 80):
        wanted = {n for n in every if within(word, dictionary.term(n), edits)}
        found = dictionary.similar("body", word, edits, calmly)
        assert wanted <= set(found.tolist())
        assert len(np.unique(found)) == len(found)
        assert set(found.tolist()) <= set(every), "a stem is no word"


@pytest.mark.parametrize(
    "pattern", ["a*", "*a", "?", "a?c*", "*猫*", "[a]*", "", "*", "é?", "?*e*?"]
)
def test_patterns(opened: tuple[Segment, SegmentReader], pattern: str) -> None:
    import fnmatch
    import re

    segment, reader = opened
    wanted = re.compile(fnmatch.translate(pattern.replace("[", "[[]")))
    every = [term.decode() for term in reader.lexicon("body")]
    found = list(segment.dictionary.terms(segment.dictionary.matching("body", pattern, calmly)))
    assert len(found) == len(set(found))
    assert set(found) == {t for t in every if not t.startswith("=") and wanted.match(t)}


def test_what_is_cut_off_is_no_dictionary(tmp_path: Path) -> None:
    from index.engine.whoosh.postings.dictionary import Dictionary

    WhooshWriter(tmp_path / "index").apply([article("a", "Title", "some words")])
    segment = open_snapshot(tmp_path / "index").segments[0].segment
    whole = bytes(segment.dictionary.raw)
    assert len(Dictionary(SegmentPart(memoryview(whole))).prefixed("body")) >= 2
    for end in range(0, len(whole), 7):
        with pytest.raises((ValueError, LookupError, struct.error, EOFError, UnpicklingError)):
            Dictionary(SegmentPart(memoryview(whole[:end]))).info("body", "some")
