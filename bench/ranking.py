"""Ranking quality on judged collections, beside tantivy and SQLite's FTS5.

    python -m bench.ranking [CORPORA]

CORPORA is the folder of real articles, by default the folder that NEWSTUI_CORPORA names.
tantivy is measured, too, where it is installed (`pip install '.[bench]'`).
"""

from __future__ import annotations

import json
import lzma
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.archives import corpora as corpora_at_hand
from index.article import Article, Kind, Origin, article_id
from index.engine.answer import Hit
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Group, Request, Sort
from index.query import parse_query
from index.search.answer import answer

CUT = 10
"""Depth of nDCG, in hits: the first screen."""
DEPTH = 1000
"""Depth of MAP, in hits, as usual since TREC."""
RESAMPLES = 10_000
"""Draws of the paired bootstrap."""
NEWS = "allsides-8000"
NEWS_ARTICLES = 1500
NEWS_QUESTIONS = 300
MENU = 5
"""Number of headlines around a page."""
LEAD = re.compile(r"(?:.*?[.!?](?=\s)\s*){2}", re.DOTALL)
"""Pattern of the first two sentences of an article."""
TELLING = re.compile(r"[^\W\d_]{5,}")
SHORT = (2, 3, 4)
"""Numbers of words of the short questions."""
JAPANESE = "wikinews-ja"
JAPANESE_LEAD = re.compile(r"(?:.*?。\s*){2}", re.DOTALL)
JAPANESE_WORD = re.compile("[\u4e00-\u9fff]{2,}|[\u30a1-\u30fa\u30fc]{3,}")

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """Document of a collection."""

    key: str
    title: str
    body: str
    language: str = "en"
    author: str | None = None
    rest: tuple[str, ...] = ()
    """Rest of the page: paragraphs outside the article."""


@dataclass(frozen=True, slots=True)
class Question:
    """Text of a question, and the grade (1 or more) of each document that answers it."""

    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and questions with known answers."""

    texts: Sequence[Text]
    questions: Sequence[Question]


Ranking = Sequence[str]
"""Keys of documents, the best first."""


# The collections


def cranfield(corpora: Path) -> Collection:
    """Return the Cranfield collection: 1,400 abstracts, 225 questions, 1,837 graded judgements.

    Its judgements number the questions in their order, 1 to 225, not by their own numbers.
    A grade is 5 less the code that Cleverdon gave in 1966 (1 is a complete answer, 4 of minimum
    interest), so the highest is the closest match; the one document of each question that the
    collection marks -1 has grade 4 too.
    """
    folder = corpora / "cranfield"
    texts = [
        Text(each["id"], " ".join(each["title"].split()), _below(each["title"], each["body"]))
        for each in lines(folder / "docs.jsonl.xz")
    ]
    grades: dict[int, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, key, grade = line.split()
        grades.setdefault(int(question), {})[key] = int(grade)
    asked = (folder / "queries.jsonl").read_text("utf-8").splitlines()
    questions = [
        Question(json.loads(line)["text"], grades[number]) for number, line in enumerate(asked, 1)
    ]
    return Collection(texts, questions)


def known_items(corpora: Path) -> Collection:
    """Return news articles, each to be found again by two to four words of its first two sentences.

    The two sentences are then taken out, so that the article has to be found by its subject.
    """
    dice = random.Random(1)
    found = (each for each in lines(corpora / f"{NEWS}.jsonl.xz") if each["title"])
    texts: list[Text] = []
    questions: list[Question] = []
    for each in islice(found, NEWS_ARTICLES):
        lead = LEAD.match(each["body"])
        words = TELLING.findall(lead[0]) if lead else []
        if lead is None or len(words) < 8:
            texts.append(Text(each["id"], each["title"], each["body"]))
            continue
        texts.append(Text(each["id"], each["title"], each["body"][lead.end() :]))
        asked = " ".join(dice.sample(words, dice.randint(2, 4)))
        questions.append(Question(asked.lower(), {each["id"]: 1}))
    return Collection(texts, questions[:NEWS_QUESTIONS])


def signed_items(corpora: Path) -> tuple[Collection, Sequence[Question]]:
    """Return the known items as pages with their authors, and with headlines of the same source
    around them as menus have; and the questions with an author, asked by the author's last name and
    one word.
    """
    found = known_items(corpora)
    records = {each["id"]: each for each in lines(corpora / f"{NEWS}.jsonl.xz")}
    by_source: dict[str, list[Text]] = {}
    for text in found.texts:
        by_source.setdefault(records[text.key]["source"], []).append(text)
    dice = random.Random(5)
    texts: list[Text] = []
    for text in found.texts:
        record = records[text.key]
        others = [each.title for each in by_source[record["source"]] if each is not text]
        author = (record["authors"] or "").split(",")[0].strip() or None
        menu = tuple(dice.sample(others, min(MENU, len(others))))
        texts.append(replace(text, author=author, rest=(f"By {author}", *menu) if author else menu))
    authors = {text.key: text.author for text in texts}
    signed = [
        replace(question, text=f"{author.split()[-1].lower()} {question.text.split()[0]}")
        for question in found.questions
        for key in question.grades
        if (author := authors[key])
    ]
    return Collection(texts, found.questions), signed


def japanese_items(corpora: Path) -> Collection:
    """Return Japanese news, each to be found again by two to four words of its first two sentences,
    which are taken out: runs of kanji or katakana, written one after another as titles have them.
    """
    dice = random.Random(1)
    texts: list[Text] = []
    questions: list[Question] = []
    for each in lines(corpora / f"{JAPANESE}.jsonl.xz"):
        lead = JAPANESE_LEAD.match(each["body"])
        words = list(dict.fromkeys(JAPANESE_WORD.findall(lead[0]))) if lead else []
        if lead is None or len(words) < 6 or len(each["body"]) < 2 * lead.end():
            texts.append(Text(each["id"], each["title"], each["body"], "ja"))
            continue
        texts.append(Text(each["id"], each["title"], each["body"][lead.end() :], "ja"))
        asked = dice.sample(words, dice.randint(2, 4))
        questions.append(Question(" ".join(asked), {each["id"]: 1}))
    return Collection(texts, questions[:NEWS_QUESTIONS])


def together(question: Question) -> Question:
    """Return the question without the spaces between its words."""
    return replace(question, text=question.text.replace(" ", ""))


def rarest(question: Question, count: int, frequency: Mapping[str, int]) -> Question:
    """Return the question of its `count` rarest words alone, in their order; `frequency` has the
    number of texts of each word, and no other counts.
    """
    words = list(dict.fromkeys(_WORD.findall(question.text.lower())))
    known = [word for word in words if frequency.get(word)]
    kept = sorted(known, key=lambda word: (frequency[word], word))[:count]
    return replace(question, text=" ".join(word for word in words if word in kept))


def frequencies(texts: Iterable[Text]) -> Counter[str]:
    """Count the texts that have each word."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_WORD.findall(f"{text.title}\n{text.body}".lower())))
    return counts


def _below(title: str, body: str) -> str:
    """Return the abstract without its first lines, which repeat the title."""
    return body.removeprefix(title).strip()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a collection."""
    with lzma.open(path, "rt", encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)


# The engines


Ask = Callable[[str], Ranking]
Engine = Callable[[Sequence[Text]], AbstractContextManager[Ask]]
"""Context manager that indexes texts, and answers questions about them while it is open."""


@contextmanager
def newstui(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield newstui's own order: hits with all words, below them the hits with some."""
    with _opened(texts) as engine:

        def ask(question: str) -> Ranking:
            request = Request(parse_query(question), sort=Sort.RELEVANCE, limit=DEPTH, groups=True)
            return [hit.slug for hit in answer(engine, lambda _: frozenset(), request).hits]

        yield ask


@contextmanager
def first_group(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield hits with all words; hits with some only where nothing has all."""
    with _opened(texts) as engine:

        def ask(question: str) -> Ranking:
            request = Request(parse_query(question), sort=Sort.RELEVANCE, limit=DEPTH)
            return [hit.slug for hit in answer(engine, lambda _: frozenset(), request).hits]

        yield ask


def unsigned(texts: Sequence[Text]) -> AbstractContextManager[Ask]:
    """Yield newstui's order if authors were words of the rest alone."""
    return newstui([replace(text, author=None) for text in texts])


@contextmanager
def rest_second(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield all words with the rest of the page, above some words in the text."""
    with _opened(texts) as engine:

        def ask(question: str) -> Ranking:
            request = Request(parse_query(question), sort=Sort.RELEVANCE, limit=DEPTH, groups=True)
            pages = replace(request, query=replace(request.query, rest=True))
            hits, whole = (
                answer(engine, lambda _: frozenset(), each).hits for each in (request, pages)
            )
            with_all = {hit.slug for hit in whole if hit.group is Group.ALL}

            def place(hit: Hit) -> int:
                return 0 if hit.group is Group.ALL else 1 if hit.slug in with_all else 2

            return [hit.slug for hit in sorted(hits, key=place)]

        yield ask


@contextmanager
def _opened(texts: Sequence[Text]) -> Iterator[SearchEngine]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        writer = open_writer(folder)
        writer.apply(map(_article, texts))
        writer.close()
        with closing(open_engine(folder)) as engine:
            yield engine


@contextmanager
def tantivy(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield tantivy's default for English: one field of `en_stem` stems, BM25, any of the words."""
    import tantivy as library

    fields = library.SchemaBuilder()
    fields.add_text_field("key", stored=True, tokenizer_name="raw")
    fields.add_text_field("text", tokenizer_name="en_stem")
    index = library.Index(fields.build())
    writer = index.writer(50_000_000, 1)
    for text in texts:
        writer.add_document(library.Document(key=text.key, text=f"{text.title}\n{text.body}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> Ranking:
        words = " ".join(_WORD.findall(question.lower()))
        hits = searcher.search(index.parse_query(words, ["text"]), DEPTH).hits
        return [searcher.doc(address)["key"][0] for _, address in hits]

    yield ask


@contextmanager
def fts5(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield SQLite's FTS5 with Porter's stems and its `bm25`, any of the words."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61')")
    yield _fts5_of(base, texts, lambda question: _WORD.findall(question))


@contextmanager
def fts5_trigrams(texts: Sequence[Text]) -> Iterator[Ask]:
    """Yield SQLite's FTS5 on all runs of three signs, any run of the question."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'trigram')")

    def trigrams(question: str) -> list[str]:
        words = _WORD.findall(question)
        return [word[at : at + 3] for word in words for at in range(len(word) - 2)]

    yield _fts5_of(base, texts, trigrams)


def _fts5_of(
    base: sqlite3.Connection, texts: Sequence[Text], terms: Callable[[str], list[str]]
) -> Ask:
    rows = ((at, f"{text.title}\n{text.body}") for at, text in enumerate(texts))
    base.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", rows)
    select = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"

    def ask(question: str) -> Ranking:
        words = " OR ".join(f'"{term}"' for term in terms(question))
        if not words:
            return []
        return [texts[at].key for (at,) in base.execute(select, [words, DEPTH])]

    return ask


def _article(text: Text) -> Article:
    return Article(
        id=article_id(text.key),
        slug=text.key,
        kind=Kind.ARTICLE,
        title=text.title,
        origin=Origin(text.key),
        language=text.language,
        author=text.author,
        rest=text.rest,
        paragraphs=tuple(filter(None, text.body.split("\n\n"))),
    )


# The measures


def average_precision(ranking: Ranking, grades: Mapping[str, int]) -> float:
    """Return the mean precision at the ranks of all documents that answer the question.

    Every judged document counts the same; a missing document counts 0. The mean of the result over
    the questions is MAP, and where only one document answers, the mean reciprocal rank.
    """
    found, total = 0, 0.0
    for rank, key in enumerate(ranking, 1):
        if key in grades:
            found += 1
            total += found / rank
    return total / len(grades)


def ndcg(ranking: Ranking, grades: Mapping[str, int]) -> float:
    """Return the discounted gain of the first `CUT` hits as a share of the largest possible one.

    A document's gain is its grade, discounted by log2(rank + 1) (Järvelin & Kekäläinen 2002, as
    trec_eval's ndcg_cut computes it).
    """
    gains = [grades.get(key, 0) for key in ranking[:CUT]]
    return _discounted(gains) / _discounted(sorted(grades.values(), reverse=True)[:CUT])


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / float(np.log2(rank + 1)) for rank, gain in enumerate(gains, 1))


def difference(ours: NDArray[Any], theirs: NDArray[Any]) -> tuple[float, float]:
    """Return the bounds of the mean difference of the questions, at 95 %.

    A paired bootstrap: the questions are drawn again and again, with replacement.
    """
    dice = np.random.default_rng(1)
    draws = dice.integers(0, len(ours), (RESAMPLES, len(ours)))
    means = (ours - theirs)[draws].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


# The report


def report(corpora: Path) -> str:
    """Return the figures as Markdown; `corpora` is the folder of real articles."""
    parts = ["## Ranking: does what was meant come first?"]
    if (corpora / "cranfield").is_dir():
        parts += [_CRANFIELD, _table(cranfield(corpora))]
    if (corpora / f"{NEWS}.jsonl.xz").is_file():
        parts += [_KNOWN_ITEMS, _table(known_items(corpora))]
        parts += [_SIGNED_ITEMS, _signed_table(*signed_items(corpora))]
    if (corpora / f"{JAPANESE}.jsonl.xz").is_file():
        parts += [_JAPANESE, _japanese_table(japanese_items(corpora))]
    return "\n\n".join(parts) + "\n"


_CRANFIELD = f"""\
**Judged questions.** Cranfield, 1,400 abstracts and 225 questions, whole and their rarest words
alone, on title and text. newstui is asked as a reader asks: all words first, any words below; the
first group alone is what has all words, or any where nothing has. The others are asked for any of
the words. MAP takes every judged document as an answer; the gain of nDCG@{CUT} is the grade, 4 for
the closest match to 1 (5 less Cleverdon's own code)."""

_KNOWN_ITEMS = f"""\
**Known items.** {NEWS_ARTICLES:,} news articles, {NEWS_QUESTIONS} of them to be found by two to
four words of their first two sentences, which were taken out. MAP is here the mean reciprocal
rank."""

_SIGNED_ITEMS = """\
**Known items as pages.** The same with their authors and, in the rest of the page, headlines of the
same source; asked as above, and by the author's last name and one word. Beside it hits that have
all words with the rest of their page, listed above those with some in their text."""

_JAPANESE = """\
**Known items in Japanese.** Articles of Wikinews, to be found by two to four words of their first
two sentences, which were taken out; the words with spaces between them and without."""


def _table(collection: Collection) -> str:
    """Return each engine's means for whole and short questions, and the gain of newstui."""
    frequency = frequencies(collection.texts)
    forms = {"whole": list(collection.questions)}
    for count in SHORT:
        shorter = [rarest(each, count, frequency) for each in collection.questions]
        forms[f"{count} words"] = shorter
    engines: dict[str, Engine] = {
        "newstui": newstui,
        "its first group alone": first_group,
        "tantivy (en_stem)": tantivy,
        "SQLite FTS5 (porter)": fts5,
    }
    return "\n".join(_rows(collection.texts, forms, engines))


def _signed_table(collection: Collection, signed: Sequence[Question]) -> str:
    forms = {"whole": list(collection.questions), "author and a word": list(signed)}
    engines: dict[str, Engine] = {
        "newstui": newstui,
        "authors in the rest alone": unsigned,
        "the rest above some words": rest_second,
    }
    return "\n".join(_rows(collection.texts, forms, engines))


def _japanese_table(collection: Collection) -> str:
    forms = {
        "apart": list(collection.questions),
        "together": list(map(together, collection.questions)),
    }
    engines: dict[str, Engine] = {
        "newstui": newstui,
        "its first group alone": first_group,
        "SQLite FTS5 (trigrams)": fts5_trigrams,
    }
    return "\n".join(_rows(collection.texts, forms, engines))


def _rows(
    texts: Sequence[Text],
    forms: Mapping[str, Sequence[Question]],
    engines: Mapping[str, Engine],
) -> Iterator[str]:
    yield f"| questions | | MAP | nDCG@{CUT} | newstui's MAP less this, 95 % | and nDCG@{CUT} |"
    yield "| --- | --- | --- | --- | --- | --- |"
    judged = {name: _asked(texts, forms, engine) for name, engine in engines.items()}
    for form in forms:
        own = judged["newstui"]
        assert own is not None
        for name, figures in judged.items():
            if figures is None:
                yield f"| {form} | {name} | not installed | | | |"
            elif name == "newstui":
                yield f"| {form} | {name} | {_means(figures[form])} | | |"
            else:
                apart = (difference(*pair) for pair in zip(own[form], figures[form], strict=True))
                between = " | ".join(f"{low:+.3f} to {high:+.3f}" for low, high in apart)
                yield f"| {form} | {name} | {_means(figures[form])} | {between} |"


def _asked(
    texts: Sequence[Text], forms: Mapping[str, Sequence[Question]], engine: Engine
) -> dict[str, list[NDArray[Any]]] | None:
    """Return average precision and nDCG of each question, by form; None for a missing engine."""
    try:
        with engine(texts) as ask:
            return {
                form: _judged(questions, [ask(each.text) for each in questions])
                for form, questions in forms.items()
            }
    except ImportError:
        return None


def _means(figures: Iterable[NDArray[Any]]) -> str:
    return " | ".join(f"{figure.mean():.3f}" for figure in figures)


def _judged(questions: Sequence[Question], rankings: Sequence[Ranking]) -> list[NDArray[Any]]:
    """Return average precision and nDCG of each question."""
    judged = list(zip(rankings, questions, strict=True))
    return [
        np.array([measure(ranking, question.grades) for ranking, question in judged])
        for measure in (average_precision, ndcg)
    ]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else corpora_at_hand()
    if folder is None:
        raise SystemExit("no corpora: name their folder in NEWSTUI_CORPORA")
    print(report(folder), end="")


if __name__ == "__main__":
    main()
