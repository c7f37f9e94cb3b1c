"""Tests of the engine on real articles; skipped where the corpora are not at hand."""

from __future__ import annotations

import json
import lzma
import os
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from index.article import Article
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.query import Phrase, Prefix, Query, Word
from index.text.analysis import tokens
from tests.index.engine.archive import article, found

ROOT = Path(__file__).parents[3]
CORPORA = Path(os.environ.get("NEWSTUI_CORPORA") or ROOT / "corpora")
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora (NEWSTUI_CORPORA)"),
]


def records(name: str, count: int) -> Iterator[Article]:
    with lzma.open(CORPORA / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, count):
            record = json.loads(line)
            yield article(
                f"{name}-{record['id']}",
                record["title"] or "",
                *filter(str.strip, (record["body"] or "").split("\n")),
                source=record["source"],
                language=record["lang"],
                day=None,
            )


def seed(path: Path) -> Article:
    """Return a seed in its raw form, with the page around the article."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    title, *rest = filter(None, lines)
    return article(path.stem, title, *rest, day=None, source=None)


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    names = ("wikinews-en", "wikinews-ru", "wikinews-ja", "sanad-ar-1000", "reuters")
    return [*map(seed, SEEDS), *(each for name in names for each in records(name, 60))]


@pytest.fixture(scope="module")
def real(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    folder = tmp_path_factory.mktemp("real") / "index"
    writer = open_writer(folder)
    writer.apply(articles[:150])
    writer.apply(articles[150:])
    return open_engine(folder)


def test_every_article_comes_back(real: SearchEngine, articles: list[Article]) -> None:
    assert all(real.article(each.id) == each for each in articles)


def test_the_seeds_find_each_other(real: SearchEngine) -> None:
    for path in SEEDS:
        (here,) = real.slugs(path.stem)
        others = {each.stem for each in SEEDS} - {path.stem}
        assert {hit.slug for hit in real.similar(here[1])} == others


def test_what_stands_in_an_article_finds_it(real: SearchEngine, articles: list[Article]) -> None:
    dice = random.Random(7)
    for each in dice.sample(articles, 40):
        paragraphs = [text for text in each.paragraphs if len(tokens(text, None)) > 3]
        if not paragraphs:
            continue
        text = dice.choice(paragraphs)
        words = tokens(text, each.language)
        at = dice.randrange(len(words) - 2)
        several = text[words[at].start : words[at + 2].end]
        typed = text[words[at].start : dice.randint(words[at].start + 1, words[at].end)]
        assert each.slug in found(real, Phrase(several)), several
        assert each.slug in found(real, Word(text[words[at].start : words[at].end]))
        prefix = real.search(Request(Query(root=Prefix(typed)), limit=1000))
        assert each.slug in {hit.slug for hit in prefix.hits} or prefix.notes, typed


def test_marks_and_snippets_show_what_was_asked_for(
    real: SearchEngine, articles: list[Article]
) -> None:
    by_slug = {each.slug: each for each in articles}
    for text in ("president", "президент", "大統領", "الرئيس", "oil"):
        query = Query(root=Word(text))
        answer = real.search(Request(query, sort=Sort.RELEVANCE, snippets=True, limit=20))
        assert answer.hits
        for hit in answer.hits:
            here = by_slug[hit.slug]
            marks = real.marks(here, query)
            assert marks.title == hit.title_marks
            in_text = any(marks.paragraphs)
            assert in_text or hit.title_marks
            assert hit.snippet is None or bool(hit.snippet.marks) == in_text
