"""How does a Whoosh index answer a reader?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from index.article import Article
from index.engine import Answer, Hit, Marks, Request, Stopped, never
from index.highlight import marks, title_marks
from index.query import Query
from index.snippet import WeightedPattern, snippet
from index.whoosh import schema
from index.whoosh.collect import Collected, collect
from index.whoosh.folder import OutOfTime, identity, newest_commit, reading
from index.whoosh.similar import similar
from index.whoosh.snapshot import LiveSegment, open_snapshot
from index.whoosh.translate import Translation, translate


class WhooshEngine:
    """A `SearchEngine` over the newest commit in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._snapshot = open_snapshot(folder)

    @property
    def generation(self) -> int:
        """The commit that is being read."""
        return self._snapshot.generation

    def refresh(self) -> bool:
        """Look at the newest commit from now on; True if it is another one than before."""
        now = self._snapshot
        unchanged = newest_commit(self._folder) == now.newest
        if unchanged and identity(self._folder) == now.identity:
            return False
        self._snapshot = open_snapshot(self._folder, now)
        return True

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        """The page of hits that `request` asks for."""
        started = monotonic()
        deadline = None if request.time_limit is None else started + request.time_limit
        watch = _Watch(stop, deadline)
        with reading(self._folder):
            try:
                translation = translate(request.query.root, self._snapshot, watch)
            except OutOfTime:
                return self._answer(request, Collected(cut_short=True), (), (), started)
            collected = collect(request, translation, self._snapshot, watch)
            watch.deadline = None  # what was found is shown, however late it is
            hits = tuple(self._hits(request, translation, collected, watch))
        return self._answer(request, collected, hits, translation.notes, started)

    def article(self, id: str) -> Article | None:
        """The whole article, or None when the index has none of that id."""
        with reading(self._folder):
            found = self._snapshot.find(id)
            return None if found is None else schema.article(_stored(*found))

    def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """(slug, id) of the articles whose slug begins so, in order."""
        with reading(self._folder):
            found = merge(*(_slugs(part, prefix) for part in self._snapshot.segments))
            return tuple(islice(found, limit))

    def marks(self, article: Article, query: Query) -> Marks:
        """Where the words of `query` really match in the article, stems included."""
        with reading(self._folder):
            languages = self._snapshot.languages
        return marks(article, query, languages)

    def similar(self, id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Articles that share the most telling words with this one, best first."""
        with reading(self._folder):
            here = self._snapshot.find(id)
            if here is None:
                return ()
            found = similar(schema.article(_stored(*here)), here, self._snapshot, limit)
            return tuple(
                schema.hit(_stored(each.part, each.document), each.score) for each in found
            )

    def close(self) -> None:
        """Let go of files; the engine is not used afterwards."""
        self._snapshot.close()

    def _hits(
        self,
        request: Request,
        translation: Translation,
        collected: Collected,
        watch: Callable[[], None],
    ) -> Iterator[Hit]:
        rarity = dict(collected.weights)
        wanted = [
            WeightedPattern(leaf.pattern, rarity.get(leaf, 0.0)) for leaf in translation.leaves
        ]
        patterns = [each.pattern for each in wanted]
        for ranked in collected.page:
            watch()
            stored = _stored(ranked.part, ranked.document)
            row = schema.Row(*stored["row"])
            title, language = row.title, row.language
            yield schema.hit(
                stored,
                ranked.score,
                title_marks(title, language, patterns),
                snippet(schema.paragraphs(stored), language, wanted) if request.snippets else None,
            )

    def _answer(
        self,
        request: Request,
        collected: Collected,
        hits: tuple[Hit, ...],
        notes: tuple[str, ...],
        started: float,
    ) -> Answer:
        return Answer(
            hits=hits,
            offset=request.offset,
            total=collected.total,
            facets=collected.facets,
            timeline=collected.timeline,
            cut_short=collected.cut_short,
            notes=notes,
            took=monotonic() - started,
            generation=self.generation,
        )


class _Watch:
    """Asked now and then by whatever takes long: raises when there is a reason to end."""

    def __init__(self, stop: Callable[[], bool], deadline: float | None) -> None:
        self._stop = stop
        self.deadline = deadline

    def __call__(self) -> None:
        if self._stop():
            raise Stopped
        if self.deadline is not None and monotonic() >= self.deadline:
            raise OutOfTime


def _stored(part: LiveSegment, document: int) -> Mapping[str, Any]:
    return part.segment.stored(document)


def _slugs(part: LiveSegment, prefix: str) -> Iterator[tuple[str, str]]:
    """The slugs of a segment that begin so, with their ids, in order."""
    for slug, _ in part.segment.terms("slug", prefix):
        live = part.segment.postings("slug", slug).keys() - part.deleted
        yield from sorted((slug, part.segment.ids[document]) for document in live)
