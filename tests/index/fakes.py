"""Stand-ins for format readers and the engine, in tests of files and commits alone."""

from __future__ import annotations

import math
import os
import pickle
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Article, Kind, Origin, article_id
from index.engine.answer import Answer, Hit
from index.engine.explanation import Explanation, Meaning
from index.engine.request import Request
from index.errors import IndexUnusableError, Stopped, UnreadableError, never
from index.files.memory import MEMORY_MB
from index.match.spans import Marks
from index.query import Query
from index.sync.pipeline import Pipeline
from index.sync.update import BATCH_SHARE

FORMAT = "newstui.json"


def read_file(path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
    """Read a file: a line is the title, `url: X` the address, `headline: X` another article."""
    try:
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise UnreadableError(path, "can't be opened") from error
    if not lines:
        raise UnreadableError(path, "it is empty")
    return tuple(_articles(lines, path, key))


def _articles(lines: list[str], path: Path, key: str) -> Iterable[Article]:
    urls = [line.removeprefix("url: ") for line in lines if line.startswith("url: ")]
    page = article_id(urls[0] if urls else key)
    origin = Origin(str(path))
    yield Article(page, "", Kind.ARTICLE, lines[0], origin, paragraphs=tuple(lines[1:]))
    for line in lines:
        if line.startswith("headline: "):
            title = line.removeprefix("headline: ")
            id = article_id(f"{key}\n{title}")
            yield Article(id, "", Kind.HEADLINE, title, origin, found_on=page)


def make_slug(title: str, id: str, length: int = 6) -> str:
    return f"{'-'.join(title.lower().split()) or 'article'}-{id[:length]}"


def article_bytes(in_a_commit: int) -> int:
    """Return the value of `update.ARTICLE_BYTES` with which so many articles fill a commit."""
    return math.ceil(MEMORY_MB * 2**20 * BATCH_SHARE / in_a_commit)


class FileEngine:
    """Engine of one file a commit."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.generation, self._articles = load(folder)

    def refresh(self) -> bool:
        before = (self.generation, len(self._articles))
        self.generation, self._articles = load(self._folder)
        return before != (self.generation, len(self._articles))

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        if request.query.text == "crash":
            os._exit(9)
        while request.query.text == "forever":
            if stop():
                raise Stopped
        text = request.query.text
        hits = tuple(
            Hit(a.id, a.slug, a.kind, a.title)
            for a in sorted(self._articles.values(), key=lambda a: a.id)
            if text in a.title
        )
        page = hits[request.offset : request.offset + request.limit]
        return Answer(page, total=len(hits), generation=self.generation)

    def explain(self, request: Request, stop: Callable[[], bool] = never) -> Explanation:
        found = self.search(request, stop)
        return Explanation(found, Meaning(request.query.root, found.total))

    def article(self, id: str) -> Article | None:
        return self._articles.get(id)

    def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        pairs = sorted((a.slug, a.id) for a in self._articles.values())
        return tuple(pair for pair in pairs if pair[0].startswith(prefix))[:limit]

    def marks(self, article: Article, query: Query) -> Marks:
        at = article.title.find(query.text)
        return Marks(((at, at + len(query.text)),) if at >= 0 else ())

    def similar(self, id: str, limit: int = 5) -> tuple[Hit, ...]:
        return ()

    def spellings(
        self, word: str, limit: int = 3, stop: Callable[[], bool] = never
    ) -> tuple[str, ...]:
        return ("mothers",)[:limit] if word == "mohters" else ()

    def words(
        self, prefix: str, limit: int = 8, stop: Callable[[], bool] = never
    ) -> tuple[tuple[str, int], ...]:
        while prefix == "forever":
            if stop():
                raise Stopped
        counts = Counter(
            word
            for article in self._articles.values()
            for word in set(article.title.lower().split())
            if word.startswith(prefix.lower())
        )
        return tuple(counts.most_common(limit))

    def stop_words(self, words: Collection[str]) -> frozenset[str]:
        return frozenset({"the", "of"}.intersection(words))

    def damages(self, most: int | None = None) -> tuple[str, ...]:
        return ()

    def forget(self) -> None:
        pass

    def close(self) -> None:
        pass


class FileWriter:
    """Writer that puts a commit beside the one before and renames it: whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not (folder / FORMAT).exists():
            (folder / FORMAT).write_text("{}")
            _store(folder, 0, {})

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        generation, articles = load(self._folder)
        new = {article.id: article for article in put}
        for id in remove:
            assert id not in new, "removed and put in one commit"
            articles.pop(id, None)
        articles |= new
        _store(self._folder, generation + 1, articles)
        (self._folder / f"_MAIN_{generation}.toc").unlink(missing_ok=True)
        return generation + 1

    @property
    def generation(self) -> int:
        return load(self._folder)[0]

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        return False

    def close(self) -> None:
        pass


def load(folder: Path) -> tuple[int, dict[str, Article]]:
    try:
        files = [int(f.stem.rpartition("_")[2]) for f in folder.glob("_MAIN_*.toc")]
        if not (folder / FORMAT).exists():
            raise IndexUnusableError(folder, "the index is missing")
        generation = max(files)
        return generation, pickle.loads((folder / f"_MAIN_{generation}.toc").read_bytes())
    except (ValueError, OSError, EOFError, pickle.UnpicklingError) as error:
        raise IndexUnusableError(folder, "the index is damaged") from error


def _store(folder: Path, generation: int, articles: dict[str, Article]) -> None:
    new = folder / f"MAIN_{generation}.tmp"
    new.write_bytes(pickle.dumps(articles))
    new.rename(folder / f"_MAIN_{generation}.toc")


@dataclass
class Reads:
    """Format reader that notes the files that were read."""

    names: list[str] = field(default_factory=list)

    def __call__(self, path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
        self.names.append(path.name)
        return read_file(path, key)


def pipeline(
    read: Callable[[Path, str, bytes], tuple[Article, ...]] = read_file,
    open_writer: Callable[[Path], FileWriter] = FileWriter,
) -> Pipeline:
    return Pipeline(
        supported=lambda path: path.suffix in ("", ".txt"),
        read=read,
        detect=lambda text: "en" if text.isascii() else None,
        make_slug=make_slug,
        show=lambda path: path.encode("ascii", "replace").decode(),
        open_engine=FileEngine,
        open_writer=lambda folder, memory_mb: open_writer(folder),
    )
