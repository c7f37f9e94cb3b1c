"""Tests of suggestions where little is found: corrected and retyped words, each in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.answer import Answer
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.errors import Stopped, never
from index.query import parse_query, typed_words
from index.search.answer import answer
from tests.index.engine.archive import article
from tests.index.fakes import FileEngine, FileWriter


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("suggest") / "index"
    writer = open_writer(folder, processes=1)
    writer.apply(
        article(f"a{n}", title, text, source=source)
        for n, (title, text, source) in enumerate(
            [
                ("Mothers of soldiers", "The mothers wait at home.", "Reuters"),
                ("Mothers and fathers", "A letter to the president.", "Reuters"),
                ("Президент и хлеб", "Президент ответил матерям.", "Reuters"),
                ("Привет, мир", "Президент в пути: к миру.", "Шлок"),
            ]
        )
    )
    writer.close()
    opened = open_engine(folder)
    yield opened
    opened.close()


def suggested(engine: SearchEngine, text: str) -> list[str]:
    request = Request(parse_query(text), suggestions=True)
    return [each.text for each in answer(engine, lambda _: frozenset(), request).suggestions]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mohters", "mothers"),
        ("#mothers", "mothers"),
        ("source:reuters mohters", "source:reuters mothers"),
        ("(mohters, OR sodliers)", "(mothers, OR soldiers)"),
        ("mohters -cats", "mothers -cats"),
        ("title:mohters", "title:mothers"),
        ("mohters* OR sodliers", "mothers* OR soldiers"),
        ("ghtpbltyn", "президент"),
        ("source:reuters ghtpbltyn", "source:reuters президент"),
        ("ghtpbltyn OR qqqq", "президент OR йййй"),
        ("ghbdtn, vbh", "привет, мир"),
        ("(ghtpbltyn) date:2001..", "(президент) date:2001.."),
        ("[kt,", "хлеб"),
        ("ьщерукы", "mothers"),
        ("ghbdtn мир", "привет мир"),
        ("mоthеrs", "mothers"),  # о and е are Cyrillic
        ("xлeб", "хлеб"),  # x and e are Latin
    ],
)
def test_only_the_words_change_and_each_in_its_place(
    engine: SearchEngine, typed: str, meant: str
) -> None:
    assert meant in suggested(engine, typed)


@pytest.fixture(scope="module")
def many_languages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("languages") / "index"
    writer = open_writer(folder, processes=1)
    writer.apply(
        article(f"{language}{n}", title, text, language=language)
        for n in range(4)
        for language, title, text in [
            ("en", "Germany and the years of water", "A yen for Germany."),
            ("de", "Zeitung", "Die Zeitung schreibt."),
            ("fr", "Maman", "Maman aime le quartier en 2022."),
            ("uk", "Київ", "Європа і Київ говорять про війну."),
            ("ru", "Нут и хлеб", "В саду растёт нут."),
        ]
    )
    writer.apply([article("rare", "Zen", "A path of zen from Germany to Київ.")])
    writer.close()
    opened = open_engine(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yeitung", "zeitung"),
        ("zqter", "water"),
        (";q;qn", "maman"),
        ("aimer éàéé", "aimer 2022"),
        ("'dhjgf", "європа"),
        ("киъв", "київ"),
    ],
)
def test_other_keyboards(many_languages: SearchEngine, typed: str, meant: str) -> None:
    assert meant in suggested(many_languages, typed)


def test_a_word_of_the_archive_is_no_beginning_of_one(tmp_path: Path) -> None:
    writer = open_writer(tmp_path)
    texts = ["The UN met", "The UN voted", "The UN and Guterres", "Guterres in Unity Hall"]
    writer.apply(article(text, text) for text in texts)
    with closing(open_engine(tmp_path)) as engine:
        assert suggested(engine, "guterres un") == []
        assert "guterres uni*" in suggested(engine, "guterres uni")


@pytest.mark.parametrize("right", ["zen", "path"])
def test_a_right_word_is_not_taken_for_one_of_other_keys(
    many_languages: SearchEngine, right: str
) -> None:
    assert suggested(many_languages, right) in ([], [f"{right}*"])


def test_a_word_that_the_archive_has_stays_among_those_that_are_retyped(
    many_languages: SearchEngine,
) -> None:
    assert "germany київ" in suggested(many_languages, "germany rb]d")


@pytest.mark.parametrize("kept", ["source:Fahters", '"mohters"', "is:mohters"])
def test_values_of_fields_and_quoted_words_are_never_corrected(
    engine: SearchEngine, kept: str
) -> None:
    assert suggested(engine, f"{kept} OR sodliers") == [f"{kept} OR soldiers"]


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    text = "Rooms 2023 and 1234, on 20221125 the F17 of a b c at www.harbour.ie, anna@harbour.ie."
    folder = tmp_path_factory.mktemp("numbers") / "index"
    writer = open_writer(folder, processes=1)
    writer.apply(article(f"a{n}", "Harbour", text) for n in range(20))
    writer.close()
    opened = open_engine(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "typed",
    [
        *"\"'“„«`-*?~!", '""', "x", "z", "ж", "字", "q", "2024", "12346", "1,235", "20221126",
        "3.14", "F16", "+1 555 1235", "http://www.harbor.ie/a?id=2", "www.harbor.ie",
        "anna@harbor.ie", "a" * 10_000, "harbor" * 2_000, "字" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_word_is_no_mistyped_one(numbers: SearchEngine, typed: str) -> None:
    assert suggested(numbers, typed) == []
    assert suggested(numbers, "harbor") == ["harbour"]


def test_a_spelling_that_is_searched_for_anyway_is_not_suggested(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "index", processes=1)
    writer.apply(
        [
            article("president", "Talks", "Mr Zhelensky spoke. Zhelensky left."),
            article("other", "Talks", "Mr Puttan met Putin; Putin left."),
        ]
    )
    opened = open_engine(tmp_path / "index")

    def found(text: str) -> Answer:
        query = replace(parse_query(text), other_spellings=True)
        return answer(opened, lambda _: frozenset(), Request(query, suggestions=True))

    assert found("zelensky").also_spelled == ("zhelensky",)
    assert found("zelensky").suggestions == ()
    assert [each.text for each in found("putan").suggestions] == ["putin"]
    opened.close()


def test_a_query_that_needs_a_note_has_suggestions_too(engine: SearchEngine) -> None:
    assert suggested(engine, '"mohters') == ['"mothers']


class Slow(FileEngine):
    """Engine that looks words up until the stop signal."""

    def __init__(self, folder: Path) -> None:
        FileWriter(folder)
        super().__init__(folder)
        self.limits: list[float | None] = []

    def search(self, request: Request, stop: Callable[[], bool] = never):  # type: ignore[no-untyped-def]
        self.limits.append(request.time_limit)
        return super().search(request, stop)

    def spellings(
        self, word: str, limit: int = 3, stop: Callable[[], bool] = never
    ) -> tuple[str, ...]:
        while not stop():
            pass
        raise Stopped


def test_one_time_limit_is_for_all_steps_together(tmp_path: Path) -> None:
    engine = Slow(tmp_path)
    request = Request(parse_query("mohters sodliers"), suggestions=True, time_limit=0.02)
    found = answer(engine, lambda _: frozenset(), request)
    assert found.suggestions == ()
    strict, loose, *others = engine.limits
    assert strict is not None
    assert loose is not None
    assert 0.02 >= strict > loose >= 0
    assert others == []


def test_who_stops_while_words_are_looked_up_stops_the_search(tmp_path: Path) -> None:
    request = Request(parse_query("mohters"), suggestions=True)
    asked = iter([False, True, True])
    with pytest.raises(Stopped):
        answer(Slow(tmp_path), lambda _: frozenset(), request, lambda: next(asked))


def test_a_loosened_search_that_was_cut_short_says_so(engine: SearchEngine) -> None:
    request = Request(parse_query("zzzz yyyy"), time_limit=60)
    assert not answer(engine, lambda _: frozenset(), request).cut_short
    hurried = replace(request, time_limit=0)
    assert answer(engine, lambda _: frozenset(), hurried).cut_short


QUERY_SIGNS = "ab кц\"'()|-:*~,. ORtitle猫"


@given(st.text(st.sampled_from(QUERY_SIGNS), max_size=30))
def test_words_stand_where_it_is_said(text: str) -> None:
    end = 0
    for word in typed_words(text):
        assert text[word.start :].startswith(word.whole)
        assert word.whole.startswith(word.text)
        assert word.start >= end
        end = word.start + len(word.whole)
