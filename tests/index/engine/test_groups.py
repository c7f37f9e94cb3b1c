"""Tests of hits by group: all of the query, some of its words, words of the rest of a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article, Kind, Related
from index.engine.answer import Answer
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Filter, Group, GroupTotal, Period, Request, Sort
from index.engine.whoosh.format.errors import OutOfTime
from index.engine.whoosh.read.collect import HitCollection, collect
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.translate import Translation, translate
from index.engine.whoosh.store.segment import calmly
from index.engine.whoosh.store.snapshot import open_snapshot
from index.errors import never
from index.query import (
    And,
    Everything,
    Field,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Published,
    Query,
    parse_query,
    relax,
)
from index.search.answer import answer
from index.search.article_page import opened
from index.search.explain import explained
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive
from tests.index.engine.test_oracle import (
    FIRST_DAY,
    SOURCES,
    VOCABULARY,
    matches,
    random_article,
    random_text,
)

WORDS = sorted({word for words in VOCABULARY.values() for word in words})


def grouped(engine: SearchEngine, text: str, **options: object) -> Answer:
    request = Request(parse_query(text), sort=Sort.RELEVANCE, groups=True, **options)  # type: ignore[arg-type]
    return answer(engine, lambda _: frozenset(), request)


def members(found: Answer) -> list[tuple[str, str]]:
    return [(hit.slug, hit.group.value) for hit in found.hits]


QUAYSIDE = (
    article("both", "The quay opens", "A tram runs to the quay."),
    article("tram", "A tram", "It runs."),
    article("port", "The quay", "It is closed."),
    article("none", "The weather", "It rains."),
)


def with_rest(each: Article, *lines: str) -> Article:
    return replace(each, rest=lines)


class TestWhatAReaderGets:
    def test_all_words_first_any_words_below(self, archive: Archive) -> None:
        engine = archive.put(*QUAYSIDE).engine()
        found = grouped(engine, "quay tram")
        assert members(found) == [("both", "all"), ("tram", "some"), ("port", "some")]
        assert found.groups == (GroupTotal(Group.ALL, 1), GroupTotal(Group.SOME, 2))
        assert (found.total, found.rows, found.relaxed) == (1, 3, False)

    def test_where_nothing_has_all_the_closest_are_the_first_group(self, archive: Archive) -> None:
        engine = archive.put(*QUAYSIDE).engine()
        found = grouped(engine, "tram rains")
        assert {group for _, group in members(found)} == {"some"}
        assert (found.total, found.relaxed) == (3, True)

    def test_without_groups_one_hit_with_all_words_hides_the_others(self, archive: Archive) -> None:
        engine = archive.put(*QUAYSIDE).engine()
        request = Request(parse_query("quay tram"))
        found = answer(engine, lambda _: frozenset(), request)
        assert members(found) == [("both", "all")]
        assert (found.groups, found.rows) == ((), 1)
        relaxed = answer(engine, lambda _: frozenset(), Request(parse_query("tram rains")))
        assert {group for _, group in members(relaxed)} == {"some"}

    def test_only_plain_words_are_left_out(self, archive: Archive) -> None:
        engine = archive.put(*QUAYSIDE).engine()
        assert members(grouped(engine, '"quay opens" tram closed')) == [("both", "some")]
        assert members(grouped(engine, "+tram quay")) == [("both", "all"), ("tram", "some")]
        assert members(grouped(engine, "title:quay tram")) == [("both", "all"), ("port", "some")]
        for strict in ("tram AND quay", "+tram +quay", '"quay opens"', "tram* open*"):
            assert members(grouped(engine, strict)) == [("both", "all")]
        assert members(grouped(engine, "tram quay -closed")) == [
            ("both", "all"),
            ("tram", "some"),
        ]

    def test_a_run_without_spaces_is_found_by_its_pairs_below_the_whole(
        self, archive: Archive
    ) -> None:
        engine = archive.put(
            article("whole", "港の再開発計画", language="ja"),
            article("apart", "再開発の計画は港で", language="ja"),
            article("other", "天気予報", language="ja"),
            article("thai", "ข่าวการเมือง", "ประชาชนไปเลือกตั้ง", language="th"),
        ).engine()
        assert members(grouped(engine, "再開発計画")) == [("whole", "all"), ("apart", "some")]
        assert members(grouped(engine, "計画再開発")) == [("whole", "some"), ("apart", "some")]
        assert members(grouped(engine, "เลือกตั้งประชาชน")) == [("thai", "some")]
        assert members(grouped(engine, '"計画再開発"')) == []

    def test_the_pairs_are_marked_where_the_run_does_not_stand(self, archive: Archive) -> None:
        whole = article("whole", "計画", "港の再開発計画", language="ja")
        apart = article("apart", "計画", "再開発の計画は港で", language="ja")
        engine = archive.put(whole, apart).engine()
        query = parse_query("再開発計画")
        marked = [opened(engine, each.id, query, Path("none")) for each in (whole, apart)]
        assert [each and each.marks.paragraphs for each in marked] == [
            (((2, 7),),),
            (((0, 3), (4, 6)),),
        ]
        assert [each and each.marks.title for each in marked] == [(), ((0, 2),)]

    def test_filters_and_periods_hold_in_every_group(self, archive: Archive) -> None:
        engine = archive.put(
            *QUAYSIDE,
            article("mine", "A tram in spring", day="2020-03-01", source="The Mole"),
        ).engine()
        mole = Filter(FacetName.SOURCE, "The Mole")
        assert members(grouped(engine, "quay tram", filters=(mole,))) == [("mine", "some")]
        year = Period(FIRST_DAY.date(), None)
        assert "mine" not in dict(members(grouped(engine, "quay tram", period=year)))

    def test_counts_are_of_the_first_group_or_of_all(self, archive: Archive) -> None:
        engine = archive.put(*QUAYSIDE).engine()

        def counted(**options: object) -> tuple[int, int]:
            found = grouped(engine, "quay tram", facets=True, timeline=True, **options)
            (source,) = found.facets[FacetName.SOURCE]
            return source.count, sum(hits for _, hits in found.timeline)

        assert counted() == (1, 1)
        assert counted(whole=True) == (3, 3)

    def test_what_there_is_no_time_for_is_missing_from_the_last_group(
        self, archive: Archive
    ) -> None:
        engine = archive.put(*QUAYSIDE).engine()
        found = grouped(engine, "quay tram", time_limit=0.0)
        assert found.cut_short
        assert Group.SOME not in dict(found.groups)


class TestTheRestOfAPage:
    def test_it_is_a_group_below_the_others(self, archive: Archive) -> None:
        engine = archive.put(
            *QUAYSIDE,
            with_rest(article("menu", "The tram"), "News | Quay | Sport", "All rights"),
            with_rest(article("foot", "The weather"), "Tram Herald: all of the quay"),
        ).engine()
        found = grouped(engine, "quay tram", snippets=True)
        assert members(found)[:1] == [("both", "all")]
        assert members(found)[-1:] == [("foot", "page")]
        assert dict(members(found))["menu"] == "some"
        assert found.groups[-1] == GroupTotal(Group.PAGE, 1)
        snippet = found.hits[-1].snippet
        assert snippet is not None
        assert snippet.text == "Tram Herald: all of the quay"
        assert [snippet.text[start:end] for start, end in snippet.marks] == ["Tram", "quay"]

    def test_it_finds_nothing_that_was_not_asked_for_in_groups(self, archive: Archive) -> None:
        engine = archive.put(with_rest(article("menu", "The tram"), "Quay")).engine()
        request = Request(parse_query("quay"), suggestions=True)
        assert answer(engine, lambda _: frozenset(), request).total == 0
        assert members(grouped(engine, "quay")) == [("menu", "page")]
        assert members(grouped(engine, "title:quay")) == []
        assert members(grouped(engine, "qua*")) == [("menu", "page")]
        assert members(grouped(engine, '"the quay"')) == []

    def test_what_is_excluded_is_excluded_by_the_text_alone(self, archive: Archive) -> None:
        engine = archive.put(
            with_rest(article("menu", "The weather"), "Quay | Sport"),
            with_rest(article("sport", "Sport"), "Quay"),
        ).engine()
        assert members(grouped(engine, "quay -sport")) == [("menu", "page")]

    def test_it_changes_no_score_total_or_word_of_the_others(self, archive: Archive) -> None:
        lines = ("Quay | Tram | Zeppelin",) * 9
        plain = archive.put(*QUAYSIDE).engine()
        other = Archive(archive.kit, Path(f"{archive.folder}-with-rest"))
        rich = other.put(*(with_rest(each, *lines) for each in QUAYSIDE)).engine()
        for text in ("quay", "quay tram", "tram rains", "har*", "zeppelin", "zepelin~"):
            for sort in Sort:
                request = Request(
                    parse_query(text), sort=sort, groups=True, facets=True, suggestions=True
                )
                one, two = (answer(each, lambda _: frozenset(), request) for each in (plain, rich))
                above = [hit for hit in two.hits if hit.group is not Group.PAGE]
                assert [*one.hits] == above
                assert [*one.groups] == [each for each in two.groups if each.group != "page"]
                assert one.suggestions == two.suggestions
        assert plain.words("ze") == rich.words("ze") == ()
        assert plain.words("qu") == rich.words("qu")
        assert rich.spellings("zepelin") == ()

    def test_hits_that_have_all_words_with_it_are_counted(self, archive: Archive) -> None:
        engine = archive.put(
            with_rest(article("menu", "The tram"), "News | Quay | Sport"),
            with_rest(article("foot", "The weather"), "Tram Herald: all of the quay"),
        ).engine()
        found = grouped(engine, "quay tram")
        assert members(found) == [("menu", "some"), ("foot", "page")]
        assert (found.total, found.relaxed, found.in_rest) == (1, True, 2)
        request = Request(parse_query("quay tram"), rest_total=True)
        alone = answer(engine, lambda _: frozenset(), request)
        assert (alone.total, alone.groups, alone.in_rest) == (1, (), 2)
        filters = (Filter(FacetName.SOURCE, "Nobody"),)
        assert grouped(engine, "quay tram", filters=filters).in_rest == 0

    def test_it_counts_as_text_where_that_is_asked_for(self, archive: Archive) -> None:
        engine = archive.put(
            with_rest(article("menu", "The tram", "It runs."), "News | Quay | Sport"),
        ).engine()
        query = replace(parse_query("quay tram"), rest=True)
        request = Request(query, groups=True, snippets=True, facets=True)
        found = answer(engine, lambda _: frozenset(), request)
        assert (members(found), found.total, found.in_rest) == ([("menu", "all")], 1, 0)
        assert found.facets[FacetName.SOURCE][0].count == 1
        (snippet,) = [hit.snippet for hit in found.hits]
        assert snippet is not None
        assert snippet.text == "News | Quay | Sport"

    def test_its_lines_are_marked_by_themselves(self, archive: Archive) -> None:
        menu = with_rest(article("menu", "The tram"), "News", "To the quay")
        engine = archive.put(menu).engine()
        stored = engine.article(menu.id)
        assert stored == menu
        marks = engine.marks(menu, parse_query("quay"))
        assert marks.rest == ((), ((7, 11),))
        assert marks.paragraphs == ()


def test_scores_of_every_group_are_explained(archive: Archive) -> None:
    foot = with_rest(article("foot", "The weather"), "Tram Herald: all of the quay")
    engine = archive.put(*QUAYSIDE, foot).engine()
    for sort in (Sort.RELEVANCE, Sort.BLEND):
        request = Request(parse_query("quay tram"), sort=sort, groups=True)
        found = explained(engine, lambda _: frozenset(), request)
        assert members(found.answer)[0] == ("both", "all")
        assert members(found.answer)[-1] == ("foot", "page")
        assert [hit.score for hit in found.answer.hits] == [each.score for each in found.scores]
        assert found.meaning.node == request.query.root
        assert found.meaning.articles == 1
        names = {field.field for part in found.scores[-1].parts for field in part.fields}
        assert names == {"rest of the page"}
    request = Request(parse_query("tram rains"), sort=Sort.RELEVANCE, groups=True)
    assert explained(engine, lambda _: frozenset(), request).meaning.articles == 3


def test_what_the_rest_of_a_page_has_is_explained_with_it(archive: Archive) -> None:
    menu = with_rest(article("menu", "The weather", "It rains."), "Tram Herald: all of the quay")
    engine = archive.put(article("tram", "A tram"), menu).engine()
    request = Request(parse_query("+tram +herald -quay"), sort=Sort.RELEVANCE, groups=True)
    found = explained(engine, lambda _: frozenset(), request)
    assert members(found.answer) == [("menu", "page")]
    tram, herald, excluded = found.meaning.parts
    assert found.meaning.articles == 1
    assert [each.articles for each in (tram, herald, excluded)] == [2, 1, 2]
    above, rest = tram.parts
    assert (above.fields, above.articles) == (("title", "text", "author", "source"), 1)
    assert (rest.fields, rest.articles) == (("rest of the page",), 1)
    for part, each in zip(found.scores[0].parts[:2], tram.parts, strict=True):
        assert part.rarity == each.slots[0].rarity
    assert [slot.articles for each in tram.parts for slot in each.slots] == [1, 1]


# The oracle


def in_page(node: Node, each: Article) -> bool:
    """Return whether an article matches where the rest of the page counts, but excludes nothing."""
    match node:
        case And(parts):
            return all(in_page(part, each) for part in parts)
        case Or(parts):
            return any(in_page(part, each) for part in parts)
        case Not() | Published() | Is() | Ids() | Everything():
            return matches(node, each)
    whole = replace(each, paragraphs=(*each.paragraphs, *each.rest))
    return matches(node, whole if node.field is Field.ANY else each)


def random_words(dice: random.Random) -> str:
    parts = [
        dice.choice(WORDS) if dice.random() < 0.8 else f'"{dice.choice(WORDS)}"'
        for _ in range(dice.randint(1, 4))
    ]
    return " ".join(parts + ["-猫"] * (dice.random() < 0.1))


def expected(query: Query, loose: Query | None, articles: Iterable[Article]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for each in articles:
        if matches(query.root, each):
            found[each.slug] = Group.ALL
        elif loose is not None and matches(loose.root, each):
            found[each.slug] = Group.SOME
        elif in_page(query.root, each):
            found[each.slug] = Group.PAGE
    return found


def random_page(number: int, dice: random.Random) -> Article:
    each = random_article(number, dice)
    lines = [" ".join(dice.choices(WORDS, k=4)) for _ in range(dice.randint(0, 2))]
    return replace(each, rest=tuple(lines))


@pytest.fixture
def world(archive: Archive) -> tuple[SearchEngine, list[Article]]:
    """Return an engine over articles with menus in several segments, and its live articles."""
    dice = random.Random(5)
    articles = {number: random_page(number, dice) for number in range(70)}
    numbers = sorted(articles)
    for start in range(0, 60, 20):
        archive.put(*(articles[number] for number in numbers[start : start + 20]))
    for number in dice.sample(numbers, 10):
        articles[number] = random_page(number, dice)
    gone = [articles.pop(number).id for number in dice.sample(numbers, 10)]
    archive.writer.apply(articles.values(), remove=gone)
    archive.put(*list(articles.values())[:5])
    return archive.engine(), list(articles.values())


def test_groups_are_those_that_reading_everything_finds(
    world: tuple[SearchEngine, list[Article]],
) -> None:
    engine, articles = world
    dice = random.Random(17)
    seen: set[Group] = set()
    for _ in range(120):
        query = parse_query(random_words(dice))
        if dice.random() < 0.2:
            query = Query("", And((query.root, random_text(dice))))
        loose = relax(query, engine.stop_words, runs=True)
        request = Request(query, sort=Sort.RELEVANCE, limit=100, groups=True)
        found = answer(engine, lambda _: frozenset(), request)
        wanted = expected(query, loose, articles)
        assert {hit.slug: hit.group for hit in found.hits} == wanted, query
        assert found.rows == len(found.hits) == len(wanted)
        assert [each.group for each in found.groups] == [
            group for group in Group if group in wanted.values()
        ]
        assert dict(found.groups) == {
            group: [*wanted.values()].count(group) for group in wanted.values()
        }
        with_rest = {each.slug for each in articles if in_page(query.root, each)}
        assert found.in_rest == len(with_rest - {s for s in wanted if wanted[s] is Group.ALL})
        first = [hit for hit in found.hits if hit.group is Group.ALL]
        strict = engine.search(replace(request, groups=False))
        assert first == [*strict.hits]
        seen.update(wanted.values())
    assert seen == {*Group}


def test_with_the_rest_of_pages_as_text_groups_are_those_of_whole_pages(
    world: tuple[SearchEngine, list[Article]],
) -> None:
    engine, articles = world
    dice = random.Random(29)
    seen: set[Group] = set()
    for _ in range(60):
        query = replace(parse_query(random_words(dice)), rest=True)
        loose = relax(query, engine.stop_words, runs=True)
        request = Request(query, sort=Sort.RELEVANCE, limit=100, groups=True)
        found = answer(engine, lambda _: frozenset(), request)
        wanted = {
            each.slug: Group.ALL if in_page(query.root, each) else Group.SOME
            for each in articles
            if in_page(query.root, each) or (loose is not None and in_page(loose.root, each))
        }
        assert {hit.slug: hit.group for hit in found.hits} == wanted, query
        assert found.in_rest == 0
        seen.update(wanted.values())
    assert seen == {Group.ALL, Group.SOME}


def test_any_page_is_a_slice_of_the_whole(world: tuple[SearchEngine, list[Article]]) -> None:
    engine, _ = world
    dice = random.Random(23)
    for _ in range(25):
        query = parse_query(random_words(dice))
        source = Filter(FacetName.SOURCE, dice.choice(SOURCES))
        for sort in Sort:
            request = Request(
                query,
                sort=sort,
                groups=True,
                limit=100,
                filters=(source,) if dice.random() < 0.2 else (),
                snippets=dice.random() < 0.3,
            )

            def asked(offset: int, limit: int, request: Request = request) -> Answer:
                page = replace(request, offset=offset, limit=limit)
                return answer(engine, lambda _: frozenset(), page)

            whole = asked(0, 100)
            order = [*Group]
            places = [order.index(hit.group) for hit in whole.hits]
            assert places == sorted(places)
            for _ in range(4):
                offset, limit = dice.randint(0, 60), dice.randint(0, 20)
                page = asked(offset, limit)
                assert page.hits == whole.hits[offset : offset + limit]
                assert page.groups == whole.groups


def test_counts_of_all_groups_are_of_every_hit(world: tuple[SearchEngine, list[Article]]) -> None:
    engine, _ = world
    dice = random.Random(29)
    for _ in range(25):
        request = Request(
            parse_query(random_words(dice)), groups=True, whole=True, facets=True, timeline=True
        )
        found = answer(engine, lambda _: frozenset(), request)
        for name, counts in found.facets.items():
            assert sum(each.count for each in counts) == found.rows
            for each in counts:
                filtered = replace(request, filters=(Filter(name, each.value),))
                only = answer(engine, lambda _: frozenset(), filtered)
                assert only.rows == each.count
                assert only.facets[name] == counts  # as without a filter on the facet itself
        assert sum(hits for _, hits in found.timeline) <= found.rows


class Hurried(StopSignal):
    """Stop signal that runs out of time after so many calls."""

    def __init__(self, looks: int) -> None:
        super().__init__(never)
        self.left = looks

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfTime


def test_the_last_groups_are_cut_first(archive: Archive) -> None:
    pages = [
        with_rest(article(f"{at}{each.slug}", each.title, *each.paragraphs), "Weather | Quay")
        for at in range(3)
        for each in QUAYSIDE
    ]
    for start in range(0, len(pages), 4):
        archive.put(*pages[start : start + 4])
    snapshot = open_snapshot(archive.folder)
    request = Request(sort=Sort.RELEVANCE, limit=100, groups=True)

    def collected(looks: int) -> HitCollection:
        # A cached result of the earlier search takes no time.
        snapshot.forget()
        watch = Hurried(looks)

        def lower() -> Iterator[tuple[Group, Translation]]:
            for group, text in ((Group.SOME, "quay OR tram"), (Group.PAGE, "quay tram")):
                root = parse_query(text).root
                yield group, translate(root, snapshot, watch, rest=group is Group.PAGE)

        strict = translate(parse_query("quay tram").root, snapshot, calmly)
        return collect(request, strict, snapshot, watch, lower=lower())

    whole = collected(10_000)
    wanted = {layer.group: layer.total for layer in whole.layers}
    assert wanted == {Group.ALL: 3, Group.SOME: 6, Group.PAGE: 0}
    for looks in range(fewest(collected)):
        found = collected(looks)
        assert found.cut_short
        *others, last = found.layers
        assert all(layer.total == wanted[layer.group] for layer in others)
        assert last.total <= wanted[last.group]
    assert not collected(10_000).cut_short


def fewest(collected: Callable[[int], HitCollection]) -> int:
    """Return the fewest calls of the stop signal that suffice for all groups."""
    low, high = 0, 10_000
    while low < high:
        middle = (low + high) // 2
        if collected(middle).cut_short:
            low = middle + 1
        else:
            high = middle
    return low


def test_a_headline_of_a_list_is_found_as_itself_and_not_by_its_page(archive: Archive) -> None:
    page = replace(
        article("page", "A bridge is closed"),
        rest=("Home", "3 Leopard seen in the park - The Daily", "Most read"),
        related=(Related("Leopard seen in the park"),),
    )
    headline = article("headline", "Leopard seen in the park", kind=Kind.HEADLINE)
    engine = archive.put(page, headline).engine()

    def groups(text: str) -> dict[Group, int]:
        request = Request(parse_query(text), groups=True)
        return dict(engine.search(request).groups)

    assert groups("leopard") == {Group.ALL: 1}
    assert groups("home") == {Group.PAGE: 1}
