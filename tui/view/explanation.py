"""Plain text for the explanation of a query and of a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from index.engine.explanation import (
    Explanation,
    FieldShare,
    HitScore,
    Meaning,
    ScorePart,
    SlotMeaning,
)
from index.engine.request import Request
from index.query import And, Everything, Field, Node, Not, Or, Query, Text, Word, describe
from index.text.clean import clean_line
from tui.view.dates import count, days

INDENT = "  "


def meaning_text(found: Explanation, request: Request) -> Iterable[str]:
    """Yield the query as a tree, then its filters, period and order.

    Each part has the number of articles that match it by itself; below each word are the words that
    it stands for.
    """
    yield "Understood as"
    yield from _tree(found.meaning, INDENT)
    for name, value in _narrowed(request):
        yield f"{name}: {clean_line(value)}"
    yield f"in order of: {request.sort.value}"
    yield ""


def score_text(score: HitScore) -> Iterable[str]:
    """Yield the parts of a hit's score: a line for each part of the query, a line for each field.

    The printed scores of the parts add up to the printed total: each is the difference of two
    rounded sums.
    """
    fresh = "" if score.freshness is None else f" × freshness {score.freshness:.4f}"
    total = f" = {score.total:.4f}{fresh}" if fresh else ""
    yield f"{INDENT}score {score.score:.4f}{total}"
    counting = [part for part in score.parts if part.score]
    for part, share in zip(counting, _rounded(counting, score.total), strict=True):
        yield (
            f"{INDENT * 2}{_words(part.node)}: {share:.4f} = rarity {part.rarity:.4f}"
            f" × {part.saturated:.4f}"
        )
        for field in part.fields:
            yield f"{INDENT * 3}{_field(field)}"


def meaning_record(found: Explanation, request: Request) -> dict[str, Any]:
    """Return the explanation of a query as JSON values: the first line of `--format jsonl`."""
    return {
        "explanation": _meaning_record(found.meaning),
        "narrowed": [{"by": name, "value": value} for name, value in _narrowed(request)],
        "sort": request.sort.value,
        "total": found.answer.total,
        "groups": {each.group.value: each.total for each in found.answer.groups},
        "in_rest": found.answer.in_rest,
        "relaxed": found.answer.relaxed,
    }


def score_record(score: HitScore) -> dict[str, Any]:
    """Return the parts of a hit's score as JSON values in full precision."""
    return {
        "score": score.score,
        "freshness": score.freshness,
        "parts": [
            {
                "part": _words(part.node),
                "score": part.score,
                "rarity": part.rarity,
                "saturated": part.saturated,
                "fields": [
                    {
                        "field": field.field,
                        "terms": [
                            {"term": term, "times": times, "weight": weight}
                            for term, times, weight in field.terms
                        ],
                        "times": field.times,
                        "length": field.length,
                        "weight": field.weight,
                        "counted": field.counted,
                    }
                    for field in part.fields
                ],
            }
            for part in score.parts
        ],
    }


def _tree(meaning: Meaning, indent: str) -> Iterable[str]:
    articles = count(meaning.articles, "article")
    named = isinstance(meaning.node, Text) and meaning.node.field is not Field.ANY
    where = f" in {', '.join(meaning.fields)}" if meaning.fields and not named else ""
    if len(meaning.slots) == 1:
        (slot,) = meaning.slots
        yield f"{indent}{_kind(meaning.node)}{where}: {articles}, rarity {slot.rarity:.4f}"
        yield from (f"{indent}{INDENT}{line}" for line in _stands_for(slot, meaning.node))
        return
    yield f"{indent}{_kind(meaning.node)}{where}: {articles}"
    for slot in meaning.slots:
        having = count(slot.articles, "article")
        yield f"{indent}{INDENT}{clean_line(slot.word)}: {having}, rarity {slot.rarity:.4f}"
        yield from (f"{indent}{INDENT * 2}{line}" for line in _stands_for(slot, meaning.node))
    for part in meaning.parts:
        yield from _tree(part, indent + INDENT)


def _kind(node: Node) -> str:
    match node:
        case And():
            return "all of"
        case Or():
            return "any of"
        case Not():
            return "not"
        case Everything():
            return "everything"
    return _words(node)


def _words(node: Node) -> str:
    return clean_line(describe(Query(root=node))).removeprefix("everything, ")


def _stands_for(slot: SlotMeaning, node: Node) -> Iterable[str]:
    if isinstance(node, Word) and slot.word != node.text:
        yield f"looked for as {clean_line(slot.word)}"
    if slot.stems:
        stems = (f"{clean_line(stem)} ({', '.join(found)})" for stem, found in slot.stems)
        yield f"other forms by their stems: {', '.join(stems)}"
    if slot.spellings:
        others = (f"{clean_line(word)} {weight:g}" for word, weight in slot.spellings)
        yield f"other spellings, by what each counts: {', '.join(others)}"
    if slot.number:
        words = ", ".join(f"{clean_line(word)} {articles:,}" for word, articles in slot.words)
        more = (
            f", … {slot.number - len(slot.words):,} more" if slot.number > len(slot.words) else ""
        )
        lead = "the most frequent of its words" if slot.is_cut else "stands for"
        yield f"{lead}: {words}{more}"


def _field(field: FieldShare) -> str:
    """Return a field's score: `text: putin 2 × 1 = 2 of 310 terms, weight 1: 1.9000`."""
    named = [f"{_term(term)} {times} × {weight:g}" for term, times, weight in field.terms]
    rest = field.times - sum(times * weight for _, times, weight in field.terms)
    if field.terms and rest > 0.01:
        named.append(f"words that it stands for {rest:g}")
    lead = f"{', '.join(named)} = " if len(named) > 1 else f"{named[0]} = " if named else ""
    return (
        f"{field.field}: {lead}{field.times:g} of {count(field.length, 'term')}"
        f", weight {field.weight:g}: {field.counted:.4f}"
    )


def _term(term: str) -> str:
    if not term.startswith("="):
        return clean_line(term)
    language, _, root = term[1:].partition(":")
    return f"stem {clean_line(root)} ({language})"


def _narrowed(request: Request) -> Iterable[tuple[str, str]]:
    for filter in request.filters:
        yield filter.facet.value, filter.value or "(none)"
    if request.period is not None:
        yield "period", days(*request.period)


def _rounded(parts: Sequence[ScorePart], total: float) -> Iterable[float]:
    """Return the scores of the parts, rounded so that their printed sum is the printed total."""
    sums = [*accumulate((part.score for part in parts[:-1]), initial=0.0), total]
    rounded = [round(each, 4) for each in sums]
    return (end - begin for begin, end in pairwise(rounded))


def _meaning_record(meaning: Meaning) -> dict[str, Any]:
    record: dict[str, Any] = {"part": _kind(meaning.node), "articles": meaning.articles}
    if meaning.fields:
        record["fields"] = list(meaning.fields)
    if meaning.slots:
        record["words"] = [
            {
                "word": slot.word,
                "stems": {stem: list(languages) for stem, languages in slot.stems},
                "stands_for": {
                    "number": slot.number,
                    "cut": slot.is_cut,
                    "most_frequent": [list(each) for each in slot.words],
                },
                "spellings": dict(slot.spellings),
                "articles": slot.articles,
                "rarity": slot.rarity,
            }
            for slot in meaning.slots
        ]
    if meaning.parts:
        record["parts"] = [_meaning_record(part) for part in meaning.parts]
    return record
