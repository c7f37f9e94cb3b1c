"""How fast does the engine index and answer, on the Reuters newswire of 1987?

    python -m bench.engine CORPORA [--articles 20000] [--batch 5000] [--keep FOLDER]

CORPORA is a folder with `reuters.jsonl.xz`; NEWSTUI_CORPORA is looked at where it is not given.
Milliseconds are those of `Answer.took`: the first answer of a fresh engine, then the median of
later ones.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from index.article import Article, Kind, Origin, article_id
from index.engine import Request, Sort, open_engine, open_writer
from index.query import And, Fuzzy, Not, Or, Phrase, Prefix, Query, Word

REPEATS = 7
BEST = Sort.RELEVANCE

REQUESTS = {
    "newest page, facets, timeline": Request(facets=True, timeline=True),
    "rare word": Request(Query(root=Word("cocoa")), sort=BEST),
    "common word": Request(Query(root=Word("company")), sort=BEST),
    "common word, newest": Request(Query(root=Word("company"))),
    "common word, facets, timeline": Request(
        Query(root=Word("company")), sort=BEST, facets=True, timeline=True
    ),
    "two words": Request(Query(root=And((Word("oil"), Word("prices")))), sort=BEST),
    "either of three": Request(
        Query(root=Or((Word("bank"), Word("market"), Word("shares")))), sort=BEST
    ),
    "one word but not another": Request(
        Query(root=And((Word("oil"), Not(Word("crude"))))), sort=BEST
    ),
    "phrase": Request(Query(root=Phrase("crude oil")), sort=BEST),
    "phrase of common words": Request(Query(root=Phrase("of the")), sort=BEST),
    "prefix of four letters": Request(Query(root=Prefix("pric")), sort=BEST),
    "prefix of one letter": Request(Query(root=Prefix("p")), sort=BEST),
    "fuzzy word": Request(Query(root=Fuzzy("japn")), sort=BEST),
    "two words, 20 snippets": Request(
        Query(root=And((Word("oil"), Word("prices")))), sort=BEST, snippets=True, limit=20
    ),
    "all articles by page 100": Request(offset=5000),
}


def articles(corpora: Path) -> Iterator[Article]:
    with lzma.open(corpora / "reuters.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield article(json.loads(line))


def article(record: dict[str, str]) -> Article:
    published = None
    with suppress(ValueError):  # two of the dates of 1987 were mistyped
        published = datetime.fromisoformat(record.get("date") or "").replace(tzinfo=UTC)
    topics = record.get("topics") or [None]
    body = record.get("body") or ""
    return Article(
        id=article_id(record["id"]),
        slug=record["id"],
        kind=Kind.ARTICLE if body else Kind.HEADLINE,
        title=record.get("title") or "",
        origin=Origin("reuters.jsonl.xz"),
        source=record.get("source"),
        published=published,
        language="en",
        category=topics[0] if isinstance(topics, list) else topics,
        paragraphs=tuple(part.strip() for part in body.split("\n    ") if part.strip()),
    )


def index(folder: Path, found: list[Article], batch: int) -> None:
    writer = open_writer(folder)
    started = time.perf_counter()
    rest = iter(found)
    while some := list(islice(rest, batch)):
        writer.apply(some)
    took = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{len(found)} articles in {took:.1f} s: {len(found) / took:.0f} a second,")
    print(f"{size / len(found):.0f} bytes each")


def query(folder: Path) -> None:
    started = time.perf_counter()
    engine = open_engine(folder)
    print(f"opened in {(time.perf_counter() - started) * 1000:.1f} ms\n")
    print(f"{'':32}{'hits':>8}{'first ms':>10}{'then ms':>10}")
    for name, request in REQUESTS.items():
        answers = [engine.search(request) for _ in range(1 + REPEATS)]
        then = statistics.median(answer.took for answer in answers[1:])
        first = answers[0]
        print(f"{name:32}{first.total:8}{first.took * 1000:10.1f}{then * 1000:10.1f}")
    id = engine.search(REQUESTS["two words"]).hits[0].id
    started = time.perf_counter()
    engine.similar(id)
    print(f"{'similar articles':40}{(time.perf_counter() - started) * 1000:10.1f}")
    print(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    corpora = os.environ.get("NEWSTUI_CORPORA") or "corpora"
    options.add_argument("corpora", type=Path, nargs="?", default=Path(corpora))
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--batch", type=int, default=5_000)
    options.add_argument("--keep", type=Path, help="an index folder to make, or to use again")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary) / "index"
        if not folder.exists():
            index(folder, list(islice(articles(given.corpora), given.articles)), given.batch)
        query(folder)


if __name__ == "__main__":
    main()
