"""Tests of the engine against plain Python that reads every article."""

from __future__ import annotations

import fnmatch
import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.article import Article, Kind
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Filter, Request, Sort
from index.query import (
    And,
    Everything,
    Field,
    Flag,
    Fuzzy,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Text,
    Wildcard,
    Word,
)
from index.text.analysis import Token, tokens
from index.text.folding import fold
from tests.index.engine.archive import EVERYTHING, article, found
from tests.index.engine.conftest import Archive, Kit

WORDS = {
    "en": "the mother mothers soldier soldiers run running runs W-2 café don't U.S. 2022",
    "ru": "мать матери матерей солдат солдаты ёлка елки леопард 2022 Apple",
    "ja": "東京都 京都 東京 猫 猫が 2022年 大統領",
    "fr": "mère mères soldat soldats café l'homme courir couru the",
    None: "mother матери 東京 café 2022",
}
VOCABULARY = {language: words.split() for language, words in WORDS.items()}
AUTHORS = ("Runs Run", "Шлок", "The World", None, None)
SOURCES = ("The Runs", "Шлок", "東京新聞", None)
CATEGORIES = ("World news", "Местное", None)
FIRST_DAY = datetime(2022, 1, 1, tzinfo=UTC)


def random_article(number: int, dice: random.Random) -> Article:
    language = dice.choice(list(VOCABULARY))
    words = VOCABULARY[language] + VOCABULARY["en"][:3]

    def sentence(longest: int) -> str:
        return " ".join(dice.choices(words, k=dice.randint(0, longest)))

    when = None if dice.random() < 0.2 else FIRST_DAY + timedelta(days=dice.randint(0, 60))
    return replace(
        article(f"a{number}", sentence(5), *(sentence(12) for _ in range(dice.randint(0, 3)))),
        language=language,
        author=dice.choice(AUTHORS),
        source=dice.choice(SOURCES),
        category=dice.choice(CATEGORIES),
        kind=dice.choice(list(Kind)),
        published=when,
    )


def random_text(dice: random.Random) -> Text:
    words = [word for each in VOCABULARY.values() for word in each]
    field = dice.choice([Field.ANY] * 6 + list(Field))
    text = dice.choice(words)
    if field in (Field.AUTHOR, Field.SOURCE, Field.CATEGORY) and dice.random() < 0.7:
        text = dice.choice(["runs", "the", "run", "шлок", "東京", "新", "world", "news", "местное"])
    if field is Field.LANGUAGE:
        text = dice.choice(["en", "RU", "ja", "e"])
    match dice.randint(0, 5):
        case 0:
            return Phrase(" ".join(dice.choices(words, k=2)), field, dice.choice([0, 0, 1, 3]))
        case 1:
            return Prefix(text[: dice.randint(1, len(text))], field)
        case 2:
            return Wildcard(with_holes(text, dice), field)
        case 3:
            return Fuzzy(text, field, dice.randint(1, 2))
        case _:
            return Word(text, field)


def with_holes(word: str, dice: random.Random) -> str:
    """Return a word with some characters replaced by wildcards."""
    start = dice.randint(0, len(word) - 1)
    end = dice.randint(start, len(word))
    return f"{word[:start]}{dice.choice(['*', '?', '?*'])}{word[end:]}"


def random_query(dice: random.Random, depth: int) -> Node:
    if depth == 0 or dice.random() < 0.3:
        return random_text(dice)
    match dice.randint(0, 8):
        case 0 | 1 | 2:
            return And(tuple(random_query(dice, depth - 1) for _ in range(dice.randint(1, 3))))
        case 3 | 4:
            return Or(tuple(random_query(dice, depth - 1) for _ in range(dice.randint(1, 3))))
        case 5:
            return Not(random_query(dice, depth - 1))
        case 6:
            since = FIRST_DAY + timedelta(days=dice.randint(0, 60))
            return Published(since, dice.choice([None, since + timedelta(days=9)]))
        case 7:
            facts: list[Node] = [Is(Flag.HEADLINE), Is(Flag.ARTICLE), Everything()]
            return dice.choice(facts)
        case _:
            ids = (article(f"a{dice.randint(0, 50)}", "").id for _ in range(10))
            return Ids(frozenset(ids))


# The oracle: the meaning of the query language's words, as simple as possible.


@cache
def fields(each: Article, field: Field) -> tuple[tuple[list[Token], bool], ...]:
    """Return the texts of a field, each with whether other forms of a word count there."""
    return tuple(_fields(each, field))


def _fields(each: Article, field: Field) -> Iterable[tuple[list[Token], bool]]:
    if field in (Field.ANY, Field.TITLE):
        yield tokens(each.title, each.language), True
    if field is Field.ANY:
        for paragraph in each.paragraphs:
            yield tokens(paragraph, each.language), True
    if field in (Field.ANY, Field.AUTHOR):
        yield tokens(each.author or "", None), False
    if field in (Field.ANY, Field.SOURCE):
        yield tokens(each.source or "", None), False
    if field is Field.CATEGORY:
        yield tokens(each.category or "", None), False
    if field is Field.LANGUAGE:
        yield tokens(each.language or "", None), False


def unspaced(word: str) -> bool:
    return word[0] >= "\u3000"


@cache
def asked_for(node: Text) -> list[tuple[str, set[str]]]:
    """Return the words of a query with their stems, without the sign that only ends a run."""
    if isinstance(node, Wildcard) and not any(map(unspaced, node.text)):
        return [(node.text, set())]
    readings = [tokens(node.text, language) for language in VOCABULARY]
    words = [
        (same[0].word, {stem for token in same for stem in token.terms[1:]})
        for same in zip(*readings, strict=True)
    ]
    if len(words) > 1 and len(words[-1][0]) == 1 and unspaced(words[-1][0]):
        last, before = readings[0][-1], readings[0][-2]
        if before.end == last.end:
            words.pop()
    return words


@cache
def edits(left: str, right: str) -> int:
    if not left or not right:
        return len(left) + len(right)
    best = edits(left[1:], right[1:]) if left[0] == right[0] else 99
    if best == 0:
        return 0
    if len(left) > 1 and len(right) > 1 and left[:2] == right[1::-1]:
        best = min(best, 1 + edits(left[2:], right[2:]))
    if best <= 1:
        return best
    return min(
        best,
        1 + edits(left[1:], right),
        1 + edits(left, right[1:]),
        1 + edits(left[1:], right[1:]),
    )


def fits(node: Text, word: str, stems: set[str], token: Token, *, last: bool, forms: bool) -> bool:
    if token.word == word:
        return True
    if isinstance(node, Wildcard) and not any(map(unspaced, node.text)):
        return fnmatch.fnmatchcase(token.word, fold(node.text))
    if unspaced(word):
        return last and len(word) == 1 and token.word.startswith(word)
    if isinstance(node, Fuzzy):
        near = abs(len(word) - len(token.word)) <= node.edits
        return near and edits(word, token.word) <= node.edits
    if isinstance(node, Prefix) and last and token.word.startswith(word):
        return True
    return forms and not stems.isdisjoint(token.terms[1:])


def stands(node: Text, text: Sequence[Token], *, forms: bool) -> bool:
    words = asked_for(node)
    places = [
        [
            position
            for position, token in enumerate(text)
            if fits(node, word, stems, token, last=at == len(words) - 1, forms=forms)
        ]
        for at, (word, stems) in enumerate(words)
    ]
    slop = node.slop if isinstance(node, Phrase) else 0
    return any(
        all(a < b for a, b in itertools.pairwise(chosen))
        and chosen[-1] - chosen[0] - len(chosen) + 1 <= slop
        for chosen in itertools.product(*places)
    )


def matches(node: Node, each: Article) -> bool:
    match node:
        case And(parts):
            return all(matches(part, each) for part in parts)
        case Or(parts):
            return any(matches(part, each) for part in parts)
        case Not(part):
            return not matches(part, each)
        case Published(since, until):
            when = each.published
            return when is not None and (
                (since is None or when >= since) and (until is None or when < until)
            )
        case Is(flag):
            return each.kind.value == flag.value
        case Ids(ids):
            return each.id in ids
        case Everything():
            return True
        case Word() | Phrase() | Prefix() | Fuzzy() | Wildcard():
            return any(stands(node, text, forms=forms) for text, forms in fields(each, node.field))


class World:
    """The same articles in an index, in several commits, and in a list."""

    def __init__(self, archive: Archive, dice: random.Random) -> None:
        self.articles = {n: random_article(n, dice) for n in range(60)}
        numbers = sorted(self.articles)
        archive.put(*(self.articles[n] for n in numbers[:25]))
        archive.put(*(self.articles[n] for n in numbers[25:50]))
        for n in dice.sample(numbers, 8):
            self.articles[n] = random_article(n, dice)
        gone = [self.articles.pop(n).id for n in dice.sample(numbers, 8)]
        archive.writer.apply(self.articles.values(), remove=gone)
        archive.put(*(self.articles[n] for n in sorted(self.articles)[:5]))
        self.engine = archive.engine()

    def check(self, query: Node) -> int:
        wanted = {each.slug for each in self.articles.values() if matches(query, each)}
        answer = self.engine.search(Request(Query(root=query), sort=Sort.RELEVANCE, limit=100))
        assert {hit.slug for hit in answer.hits} == wanted, query
        assert answer.total == len(answer.hits) == len(wanted)
        return answer.total


@pytest.mark.parametrize("seed", range(4))
def test_random_queries_find_what_reading_everything_finds(archive: Archive, seed: int) -> None:
    dice = random.Random(seed)
    world = World(archive, dice)
    totals = [world.check(random_query(dice, 3)) for _ in range(150)]
    assert len(set(totals)) > 20  # otherwise the queries would find the same everywhere


def test_pages_facets_and_orders_agree_with_each_other(archive: Archive) -> None:
    dice = random.Random(99)
    world = World(archive, dice)
    for _ in range(40):
        query = Query(root=random_query(dice, 2))
        for sort in Sort:
            whole = world.engine.search(Request(query, sort=sort, limit=100, facets=True))
            pages = [
                world.engine.search(Request(query, sort=sort, offset=offset, limit=7)).hits
                for offset in range(0, 70, 7)
            ]
            assert tuple(itertools.chain(*pages)) == whole.hits
        for name, counts in whole.facets.items():
            for count in counts:
                filtered = Request(query, filters=(Filter(name, count.value),))
                assert world.engine.search(filtered).total == count.count
            assert sum(count.count for count in counts) == whole.total
        assert set(whole.facets) == set(FacetName)


LETTERS = "abÉñßıИйёЁґتأकि東京都猫がサーไทย한국7½'’-_. ,"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(st.sampled_from(LETTERS), min_size=1, max_size=24),
    language=st.sampled_from(["en", "ru", "ja", "ar", None]),
)
@example("Putin's W-2 don't U.S. o'S'x", "en")
@example("running happily universities", "en")
@example("東京都で2023年に", "ja")
def test_typing_any_part_of_any_word_never_loses_its_article(
    kit: Kit, tmp_path_factory: pytest.TempPathFactory, text: str, language: str | None
) -> None:
    archive = Archive(kit, tmp_path_factory.mktemp("typing") / "index")
    archive.put(article("a", "", text, language=language, source=None), *EVERYTHING)
    engine = archive.engine()
    for word in text.split():
        for end in range(1, len(word) + 1):
            typed = word[:end]
            if tokens(typed, None):
                assert "a" in found(engine, Prefix(typed)), (word, typed)


def test_typing_the_archive_itself(engine: SearchEngine) -> None:
    for each in EVERYTHING:
        for word in f"{each.title} {' '.join(each.paragraphs[:1])}".split():
            for end in range(1, len(word) + 1):
                if tokens(word[:end], None):
                    assert each.slug in found(engine, Prefix(word[:end])), word[:end]
