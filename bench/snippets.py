"""Share of a question's words that the snippet of a hit shows, and the cost of a snippet.

    python -m bench.snippets [CORPORA]

Cranfield's questions and known items of the news, as `bench.ranking` has them, each answered as a
reader's: of the first ten hits, the share of the question's different words (stop words left out)
that stand in the text and are marked in the snippet; the same share with the title beside the
snippet; and the time that ten hits take with their snippets, less the time without.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from time import perf_counter

from bench.archives import corpora as corpora_at_hand
from bench.ranking import CUT, NEWS, Collection, cranfield, known_items
from index.article import Article, Kind, Origin, article_id
from index.engine.answer import Hit
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.query import parse_query, relax
from index.text.analysis import STEM, tokens


def roots(text: str) -> set[str]:
    """Return the stems of a text's words."""
    return {token.terms[-1].removeprefix(STEM) for token in tokens(text, "en")}


def marked(text: str, marks: Iterable[tuple[int, int]]) -> set[str]:
    """Return the stems of the words that are marked."""
    return {root for start, end in marks for root in roots(text[start:end])}


def measured(collection: Collection, engine: SearchEngine) -> tuple[float, float, float]:
    """Return the words' share in snippets, and in snippets or titles; milliseconds a snippet."""
    beside, both, took, hits = 0.0, 0.0, 0.0, 0
    for question in collection.questions:
        query = parse_query(question.text)
        loose = relax(query, engine.stop_words) or query
        request = Request(loose, sort=Sort.RELEVANCE, limit=CUT)
        words = question.text.split()
        asked = roots(" ".join(set(words) - engine.stop_words(words)))
        with_snippets = Request(loose, sort=Sort.RELEVANCE, limit=CUT, snippets=True)
        found, more = _timed(engine, with_snippets)
        _, less = _timed(engine, request)
        took += more - less
        for hit in found:
            article = engine.article(hit.id)
            text = "\n".join(article.paragraphs) if article else ""
            there = roots(text) & asked
            if not there or hit.snippet is None:
                continue
            shown = marked(*hit.snippet)
            hits += 1
            beside += len(shown & there) / len(there)
            titled = marked(hit.title, hit.title_marks)
            both += len((shown | titled) & (there | titled)) / len(there | titled)
    return beside / hits, both / hits, 1000 * took / hits


def _timed(engine: SearchEngine, request: Request) -> tuple[tuple[Hit, ...], float]:
    engine.search(request)
    began = perf_counter()
    found = engine.search(request)
    return found.hits, perf_counter() - began


def _table(name: str, collection: Collection) -> str:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        writer = open_writer(folder)
        writer.apply(
            Article(
                id=article_id(text.key),
                slug=text.key,
                kind=Kind.ARTICLE,
                title=text.title,
                origin=Origin(text.key),
                language="en",
                paragraphs=tuple(filter(None, text.body.split("\n\n"))),
            )
            for text in collection.texts
        )
        writer.close()
        with closing(open_engine(folder)) as engine:
            beside, both, took = measured(collection, engine)
    return f"| {name} | {len(collection.questions)} | {beside:.1%} | {both:.1%} | {took:.2f} |"


def main() -> None:
    """Print a row for each collection that is at hand."""
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else corpora_at_hand()
    if corpora is None:
        raise SystemExit("no corpora: name their folder in NEWSTUI_CORPORA")
    print("| questions | asked | in the snippet | and title | ms a snippet |")
    print("| - | -: | -: | -: | -: |")
    print(_table("Cranfield", cranfield(corpora)), flush=True)
    print(_table(NEWS, known_items(corpora)), flush=True)


if __name__ == "__main__":
    main()
