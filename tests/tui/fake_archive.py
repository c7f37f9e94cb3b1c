"""Archive that answers every kind of request from memory, and notes the requests.

The archive stands in for the engine in tests of the search screen alone: any source, date and title
can be made up, and no process is started.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from index.archive.session import OpenArticle, Session
from index.article import Article, Kind, Origin
from index.engine.answer import Alike, Answer, FacetCount, Hit, Suggestion
from index.engine.request import FacetName, Filter, Group, GroupTotal, Request, Sort, Step
from index.files.home import Home
from index.match.spans import Marks
from index.query import (
    And,
    Everything,
    Flag,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    relax,
)
from index.state import State
from index.state.facts import find_again
from index.text.folding import fold


def made_up(title: str, day: str | None = None, source: str | None = None, **more: Any) -> Hit:
    """Return an article with the facts that a test needs."""
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    id = title.lower().replace(" ", "-")
    return Hit(id, id, Kind.ARTICLE, title, source, published, **more)


class FakeSession(Session):
    """Session on made-up articles; the state is real."""

    def __init__(self, home: Home, hits: list[Hit]) -> None:
        super().__init__(home, State.open(home.state))
        self.hits = hits
        self.asked: list[Request] = []
        self.suggestions: dict[str, tuple[Suggestion, ...]] = {}
        self.spellings: dict[str, tuple[str, ...]] = {}
        self.paragraphs: dict[str, tuple[str, ...]] = {}
        """Paragraphs of articles, by id."""
        self.rests: dict[str, tuple[str, ...]] = {}
        """The rest of the pages of articles, by id."""
        self.alike: dict[str, tuple[Alike, ...]] = {}
        self.vocabulary: dict[str, int] = {}
        """Words of the archive, the most frequent first, with their articles."""
        self.begun: list[str] = []
        """Beginnings of words that were completed."""
        self.answers = asyncio.Event()
        """Event that a test clears to delay the answers."""
        self.answers.set()

    async def search(self, request: Request) -> Answer:
        self.asked.append(request)
        await self.answers.wait()
        await self._learn([hit.id for hit in self.hits])
        return self._answer(request)

    async def words(self, prefix: str) -> tuple[tuple[str, int], ...]:
        self.begun.append(prefix)
        await self.answers.wait()
        known = self.vocabulary.items()
        begin = fold(prefix)
        return tuple((word, hits) for word, hits in known if fold(word).startswith(begin))

    async def count_unread(self) -> int:
        await self._learn([hit.id for hit in self.hits])
        self.unread = sum(not self.facts(hit.id).read for hit in self.hits)
        return self.unread

    async def update(self, rebuild: bool) -> AsyncIterator[Any]:
        return
        yield

    async def read(self, id: str, query: Query) -> OpenArticle | None:
        for hit in self.hits:
            if hit.id == id:
                article = Article(
                    id,
                    id,
                    hit.kind,
                    hit.title,
                    Origin("made up"),
                    paragraphs=self.paragraphs.get(id, ()),
                    rest=self.rests.get(id, ()),
                )
                position = await self._in_thread(self._state.position, id)
                if position is not None:
                    position = find_again(position, article)
                return OpenArticle(article, _marks(article, query), (), None, position)
        return None

    def index_grows(self, *hits: Hit) -> None:
        """Add more articles, and tell of the change as the engine would."""
        self.hits = [*self.hits, *hits]
        self._changed()

    def _answer(self, request: Request) -> Answer:
        groups = self._found(request)
        passing = {
            group: _sorted([hit for hit in found if _passes(request.filters, hit)], request.sort)
            for group, found in groups.items()
        }
        rows = [replace(hit, group=group) for group, hits in passing.items() for hit in hits]
        sizes = tuple(GroupTotal(group, len(hits)) for group, hits in passing.items() if hits)
        first = next((each.group for each in sizes), Group.ALL)
        counted = list(Group) if request.whole else [first]
        found = [hit for group in counted for hit in groups.get(group, ())]
        return Answer(
            hits=tuple(rows[request.offset : request.offset + request.limit]),
            offset=request.offset,
            total=len(passing[first]),
            groups=sizes if request.groups else (),
            in_rest=self._in_rest(request),
            relaxed=first is not Group.ALL,
            facets={name: _facet(name, found, request) for name in FacetName}
            if request.facets
            else {},
            timeline=_timeline(
                [hit for hit in found if _passes(request.filters, hit)], request.step
            )
            if request.timeline
            else (),
            suggestions=self.suggestions.get(request.query.text, ()),
            also_spelled=self.spellings.get(request.query.text, ())
            if request.query.other_spellings
            else (),
            alike=self.alike.get(request.query.text, ())
            if request.query.other_spellings and not request.query.alike
            else (),
        )

    def _found(self, request: Request) -> dict[Group, list[Hit]]:
        """Return the hits by group; only hits with all words unless other groups were requested."""
        query = request.query
        hits = [hit for hit in self.hits if _in_period(request, hit)]
        whole = [hit for hit in hits if self._has(query.root, hit, *self._text_of(query, hit))]
        found = {Group.ALL: whole}
        if not request.groups:
            return found
        loose = relax(query, lambda _: frozenset())
        hits = [hit for hit in hits if hit not in found[Group.ALL]]
        found[Group.SOME] = [
            hit for hit in hits if loose and self._has(loose.root, hit, *self._text_of(query, hit))
        ]
        found[Group.PAGE] = [
            hit
            for hit in hits
            if hit not in found[Group.SOME] and self._has(query.root, hit, *self._rest_of(hit))
        ]
        return found

    def _in_rest(self, request: Request) -> int:
        """Count the hits that have all of the query only with the rest of their pages."""
        if request.query.rest or not (request.groups or request.rest_total):
            return 0
        hits = [hit for hit in self.hits if _in_period(request, hit)]
        root = request.query.root
        return sum(
            self._has(root, hit, *self._rest_of(hit)) and not self._has(root, hit)
            for hit in hits
            if _passes(request.filters, hit)
        )

    def _rest_of(self, hit: Hit) -> tuple[str, ...]:
        return self.rests.get(hit.id, ())

    def _text_of(self, query: Query, hit: Hit) -> tuple[str, ...]:
        """Return the texts that are searched besides the article's own."""
        return self._rest_of(hit) if query.rest else ()

    def _has(self, node: Node, hit: Hit, *more: str) -> bool:
        return _matches(node, " ".join((hit.title, *self.paragraphs.get(hit.id, ()), *more)), hit)


def _sorted(hits: list[Hit], sort: Sort) -> list[Hit]:
    if sort is not Sort.RELEVANCE:
        dated = datetime(1, 1, 1, tzinfo=UTC)
        hits.sort(key=lambda hit: hit.published or dated, reverse=sort is not Sort.OLDEST)
        hits.sort(key=lambda hit: hit.published is None)
    return hits


def _marks(article: Article, query: Query) -> Marks:
    """Mark the words of the query where they stand as they were typed."""
    words = [word.lower() for word in query.text.split()]

    def spans(text: str) -> tuple[tuple[int, int], ...]:
        return tuple(
            found.span() for found in re.finditer(r"\w+", text) if found.group().lower() in words
        )

    return Marks(
        spans(article.title),
        tuple(map(spans, article.paragraphs)),
        tuple(map(spans, article.rest)),
    )


def _matches(node: Node, text: str, hit: Hit) -> bool:
    words = f"{text} {hit.source or ''}".lower().split()
    match node:
        case Everything():
            return True
        case And(parts):
            return all(_matches(part, text, hit) for part in parts)
        case Or(parts):
            return any(_matches(part, text, hit) for part in parts)
        case Not(part):
            return not _matches(part, text, hit)
        case Word(word):
            return word.lower() in words
        case Prefix(begin):
            return any(word.startswith(begin.lower()) for word in words)
        case Phrase(phrase):
            return phrase.lower() in " ".join(words)
        case Published(since, until):
            day = hit.published
            return day is not None and (not since or since <= day) and (not until or day < until)
        case Is(flag):
            return flag in (Flag.UNREAD, Flag.ARTICLE)
    raise NotImplementedError(node)


def _in_period(request: Request, hit: Hit) -> bool:
    if request.period is None:
        return True
    since, until = request.period
    day = hit.published.date() if hit.published else None
    return day is not None and (not since or since <= day) and (not until or day < until)


def _value(facet: FacetName, hit: Hit) -> str | None:
    return {
        FacetName.SOURCE: hit.source,
        FacetName.CATEGORY: hit.category,
        FacetName.LANGUAGE: hit.language,
        FacetName.KIND: hit.kind.value,
    }[facet]


def _passes(filters: tuple[Filter, ...], hit: Hit) -> bool:
    return all(
        any(each.value == _value(facet, hit) for each in filters if each.facet is facet)
        for facet in {each.facet for each in filters}
    )


def _facet(name: FacetName, found: list[Hit], request: Request) -> tuple[FacetCount, ...]:
    others = tuple(each for each in request.filters if each.facet is not name)
    counts = Counter(_value(name, hit) for hit in found if _passes(others, hit))
    return tuple(FacetCount(value, count) for value, count in counts.most_common())


def _timeline(hits: list[Hit], step: Step) -> tuple[tuple[Any, int], ...]:
    days = [hit.published.date() for hit in hits if hit.published]
    counts = Counter(day if step is Step.DAY else day.replace(day=1) for day in days)
    return tuple(sorted(counts.items()))
