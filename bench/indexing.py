"""How fast are articles indexed, and how much room do they take? Ours against plain Whoosh.

NEWSTUI_CORPORA=… python -m bench.indexing [articles] [articles for plain Whoosh]
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.archives import records
from index.article import Article, Kind, Origin, article_id

WORDS = 290
"""Words of an article, on average."""


def mixed(count: int, seed: int = 7) -> Iterator[Article]:
    """Articles of sentences from several real ones, with now and then an invented name.

    Whole archives are larger than the corpora; mixing keeps the frequencies of words, and the
    names stand for the rare words that every further article brings.
    """
    chance = random.Random(seed)
    titles, sentences = _material()
    names = ["".join(chance.choices("aeioubcdfghklmnprstvz", k=8)) for _ in range(120_000)]
    start = datetime(2019, 1, 1, tzinfo=UTC)
    for number in range(count):
        paragraphs = [
            " ".join(chance.choices(chance.choice(sentences), k=chance.randint(2, 4)))
            for _ in range(chance.randint(2, 6))
        ]
        name = names[min(int(chance.paretovariate(0.6)), len(names) - 1)].title()
        paragraphs[-1] += f" {name} agreed."
        key = str(number)
        title = chance.choice(titles)
        yield Article(
            id=article_id(key),
            slug=f"{'-'.join(title.lower().split()[:6])}-{key}",
            kind=Kind.ARTICLE,
            title=title,
            origin=Origin(f"/archive/{number // 1000}/{key}.txt"),
            source=f"Source {int(chance.paretovariate(1)) % 60}",
            published=start + timedelta(days=chance.randrange(2500)),
            language="en",
            category=chance.choice(["World", "Business", "Local", "Sport", None]),
            paragraphs=tuple(paragraphs),
        )


def _material() -> tuple[list[str], list[list[str]]]:
    titles, sentences = [], []
    for corpus in ("reuters", "allsides-8000"):
        for record in records(corpus):
            found = [each.strip() for each in " ".join(record["body"].split()).split(". ")]
            found = [each + "." for each in found if 20 < len(each) < 400]
            if record["title"] and len(found) > 3:
                titles.append(record["title"])
                sentences.append(found)
    return titles, sentences


def ours(folder: Path, articles: list[Article], processes: int) -> float:
    """Seconds to index them."""
    from index.whoosh.writer import WhooshWriter

    writer = WhooshWriter(folder, processes=processes)
    start = time.perf_counter()
    writer.apply(articles)
    return time.perf_counter() - start


def stock(folder: Path, articles: list[Article]) -> float:
    """Seconds that Whoosh's own writer takes."""
    from whoosh.index import create_in

    from index.whoosh.schema import document, schema

    folder.mkdir()
    start = time.perf_counter()
    writer = create_in(folder, schema()).writer(limitmb=256)
    for article in articles:
        writer.add_document(**document(article))
    writer.commit()
    return time.perf_counter() - start


def sizes(folder: Path) -> dict[str, int]:
    """Bytes by part."""
    from index.whoosh.library import FileStorage, compound

    found = {"stored": 0, "postings": 0, "dictionary": 0, "columns": 0}
    storage = FileStorage(str(folder))
    for path in folder.glob("*.seg"):
        parts = compound.CompoundStorage(storage.open_file(path.name))
        for name in parts.list():
            kind = "columns"
            if name.endswith("._stored.col"):
                kind = "stored"
            elif name.endswith(".pst"):
                kind = "postings"
            elif name.endswith(".trm"):
                kind = "dictionary"
            found[kind] += parts.file_length(name)
        parts.close()
    return found


def one(way: str, count: int) -> None:
    """One measurement, in a process of its own."""
    articles = list(mixed(count))
    words = sum(len(" ".join(each.paragraphs).split()) for each in articles) / count
    text = sum(len(" ".join(each.paragraphs).encode()) for each in articles) / count
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there) / "index"
        spent = time.process_time()
        took = stock(folder, articles) if way == "stock" else ours(folder, articles, int(way))
        spent = time.process_time() - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        total = sum(path.stat().st_size for path in folder.iterdir()) / count
        parts = {name: round(size / count) for name, size in sizes(folder).items()}
    print(
        f"{way:>5}: {count / took:6.0f} articles/s ({count / spent:.0f} per CPU second) of "
        f"{words:.0f} words, {text:.0f} bytes; {total:.0f} bytes each {parts}; "
        f"{peak} MB (articles alone {before}), child {helper} MB",
        flush=True,
    )


def main() -> None:
    if sys.argv[1:2] == ["one"]:
        one(sys.argv[2], int(sys.argv[3]))
        return
    count, few = (int(each) for each in (*sys.argv[1:], "20000", "1000")[:2])
    for way, some in (("stock", few), ("1", count), ("2", count)):
        subprocess.run([sys.executable, "-m", "bench.indexing", "one", way, str(some)], check=True)


if __name__ == "__main__":
    main()
