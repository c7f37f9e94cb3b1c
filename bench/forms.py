"""Choice of the ranking's `K1`, `B` and `STEM_WEIGHT` by known items in inflected languages.

    python -m bench.forms [CORPORA]

An article is to be found by two or three of its words, each in a form of the same stem that the
article does not have: `матерью` where the article has `мать` and `матерей`. Beside these questions
stand the same articles asked for in their own forms, and Cranfield's own questions (nDCG). Settings
are chosen on some collections and confirmed on others.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.archives import corpora as corpora_at_hand
from bench.ranking import Question, average_precision, cranfield, lines, ndcg
from index.article import Article, Kind, Origin, article_id
from index.engine.open import open_writer
from index.engine.request import Request, Sort
from index.engine.whoosh.engine import WhooshEngine
from index.engine.whoosh.read import forms
from index.engine.whoosh.read.score import Formula
from index.query import parse_query, relax
from index.text.analysis import tokens

CHOSEN_ON = (("wikinews-ru", "ru"), ("10kgnad-de", "de"), ("cranfield", "en"))
CONFIRMED_ON = (("lenta-ru-headlines", "ru"), ("sanad-ar-1000", "ar"), ("allsides-8000", "en"))
ARTICLES = 2_000
QUESTIONS = 200
SHORTEST = 5
"""Fewest letters of a word of a question."""
MOST = 0.02
"""Largest share of the articles that may have a word of a question: commoner words tell nothing."""


class Setting(NamedTuple):
    """Constants of the ranking."""

    k1: float
    b: float
    stem: float


SETTINGS = (
    Setting(2.0, 0.7, 0.6),
    Setting(2.0, 0.7, 0.8),
    Setting(2.0, 0.7, 1.0),
    Setting(1.6, 0.75, 0.8),
    Setting(1.6, 0.75, 1.0),
    Setting(1.2, 0.75, 0.6),
    Setting(1.2, 0.75, 0.8),
    Setting(1.2, 0.75, 1.0),
    Setting(0.9, 0.75, 1.0),
)
"""Settings to compare; the first one is the baseline."""


@dataclass(frozen=True, slots=True)
class Known:
    """Collection with two questions for each of some of its articles."""

    articles: Sequence[Article]
    same: Sequence[Question]
    """Questions in the forms that the article has."""
    other: Sequence[Question]
    """Questions in forms that the article lacks."""


def known(articles: Sequence[Article]) -> Known:
    """Return questions for articles, by words that few have, each of a stem with several forms."""
    dice = random.Random(1)
    families: dict[str, Counter[str]] = defaultdict(Counter)
    texts = {each.slug: dict(_words(each)) for each in articles}
    for words in texts.values():
        for word, stem in words.items():
            families[stem][word] += 1
    most = max(2, int(MOST * len(articles)))
    same: list[Question] = []
    other: list[Question] = []
    for article in dice.sample(list(articles), len(articles)):
        words = texts[article.slug]
        pairs = []
        for word, stem in words.items():
            others = sorted(form for form in families[stem] if words.get(form) is None)
            if others and families[stem].total() <= most:
                pairs.append((word, max(others, key=lambda form: families[stem][form])))
        if len(pairs) >= 3:
            chosen = dice.sample(pairs, dice.randint(2, 3))
            grades = {article.slug: 1}
            same.append(Question(" ".join(word for word, _ in chosen), grades))
            other.append(Question(" ".join(form for _, form in chosen), grades))
        if len(same) == QUESTIONS:
            break
    return Known(articles, same, other)


def _words(article: Article) -> Iterator[tuple[str, str]]:
    for text in (article.title, *article.paragraphs):
        for token in tokens(text, article.language):
            if len(token.terms) > 1 and len(token.word) >= SHORTEST:
                yield token.word, token.terms[1]


def read(corpora: Path, name: str, language: str) -> tuple[Known, Sequence[Question]]:
    """Return a collection, and the questions that people judged where there are some."""
    if name == "cranfield":
        collection = cranfield(corpora)
        articles = [_article(each.key, each.title, each.body, "en") for each in collection.texts]
        return known(articles), collection.questions
    found = islice(lines(corpora / f"{name}.jsonl.xz"), ARTICLES)
    articles = [
        _article(f"{name}-{at}", each["title"] or "", each.get("body") or "", language)
        for at, each in enumerate(found)
    ]
    return known(articles), ()


def _article(key: str, title: str, body: str, language: str) -> Article:
    return Article(
        id=article_id(key),
        slug=key,
        kind=Kind.ARTICLE,
        title=title,
        origin=Origin(key),
        language=language,
        paragraphs=tuple(filter(None, body.split("\n"))),
    )


def measured(
    corpora: Path, name: str, language: str, settings: Sequence[Setting]
) -> Mapping[Setting, tuple[float, ...]]:
    """Return, for each setting, the mean reciprocal ranks in the same and in another form, and
    nDCG@10 of judged questions.
    """
    collection, judged = read(corpora, name, language)
    found: dict[Setting, tuple[float, ...]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        writer = open_writer(folder)
        writer.apply(collection.articles)
        writer.close()
        before = forms.STEM_WEIGHT
        for setting in settings:
            forms.STEM_WEIGHT = setting.stem
            with closing(WhooshEngine(folder, formula=Formula(setting.k1, setting.b))) as engine:
                figures = [
                    _mean([average_precision(_ranking(engine, q), q.grades) for q in questions])
                    for questions in (collection.same, collection.other)
                ]
                if judged:
                    figures.append(_mean([ndcg(_ranking(engine, q), q.grades) for q in judged]))
            found[setting] = tuple(figures)
        forms.STEM_WEIGHT = before
    return found


def _ranking(engine: WhooshEngine, question: Question) -> list[str]:
    query = parse_query(question.text)
    loose = relax(query, engine.stop_words) or query
    answer = engine.search(Request(loose, sort=Sort.RELEVANCE, limit=100))
    return [hit.slug for hit in answer.hits]


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / max(1, len(figures))


def report(corpora: Path) -> Iterator[str]:
    """Yield the figures as Markdown, line by line."""
    for title, group in (("Chosen on", CHOSEN_ON), ("Confirmed on", CONFIRMED_ON)):
        yield f"## {title}"
        for name, language in group:
            yield f"\n**{name}** ({language}): same form, another form, nDCG@10 of its questions\n"
            yield "| k1 | b | stem | same | other | judged |"
            yield "| --- | --- | --- | --- | --- | --- |"
            for setting, figures in measured(corpora, name, language, SETTINGS).items():
                shown = " | ".join(f"{each:.3f}" for each in figures)
                yield f"| {setting.k1} | {setting.b} | {setting.stem} | {shown} |"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else corpora_at_hand()
    if folder is None:
        raise SystemExit("no corpora: name their folder in NEWSTUI_CORPORA")
    for line in report(folder):
        print(line, flush=True)


if __name__ == "__main__":
    main()
