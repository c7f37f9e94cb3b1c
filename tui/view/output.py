"""Records and lines of hits and articles for pipes, files and plain terminals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from index.article import Article, Related
from index.engine.answer import Answer, Hit
from index.engine.request import FacetName, Group, GroupTotal
from index.match.spans import Span
from index.search.summary import Summary
from index.text.clean import clean_line
from tui.view.dates import count, day, duration, left_out, moment, rest_heading
from tui.view.groups import NAMES
from tui.view.origins import files_line, source_text
from tui.view.timeline import bar
from tui.view.wrap import wrap

WIDTH = 80
MOST_VALUES = 10
"""Values of a facet that are listed."""

BAR = 40
"""Cells of the longest bar."""

_FACETS = {
    FacetName.SOURCE: "Sources",
    FacetName.CATEGORY: "Categories",
    FacetName.LANGUAGE: "Languages",
    FacetName.KIND: "Kinds",
}

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def iso(published: datetime | None, day_only: bool) -> str | None:
    """Return `2022-11-25`, or a time with its offset where known; None when undated."""
    if published is None:
        return None
    return published.date().isoformat() if day_only else published.isoformat()


def hit_record(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON values: one line of `--format jsonl`."""
    return {
        "slug": hit.slug,
        "id": hit.id,
        "kind": hit.kind.value,
        "title": hit.title,
        "source": hit.source,
        "source_by": hit.source_by.value if hit.source else None,
        "published": iso(hit.published, hit.day_only),
        "language": hit.language,
        "category": hit.category,
        "reading_seconds": hit.reading_seconds,
        "score": round(hit.score, 4),
        "match": hit.group.value,
        "snippet": hit.snippet.text if hit.snippet else None,
    }


def facet_records(answer: Answer) -> Iterable[dict[str, Any]]:
    """Yield each value of a facet with its hits, as JSON values: lines after the hits."""
    for name, counts in answer.facets.items():
        for each in counts:
            yield {"facet": name.value, "value": each.value, "count": each.count}


def month_records(answer: Answer, undated: int) -> Iterable[dict[str, Any]]:
    """Yield the hits of each month that has any, as JSON values; the undated hits last."""
    for first, hits in answer.timeline:
        yield {"month": first.isoformat()[:7], "count": hits}
    if undated:
        yield {"month": None, "count": undated}


def summary_record(query: str, found: Summary) -> dict[str, Any]:
    """Return the archive's summary for a query as JSON values: a line of `--batch`."""
    return {
        "query": query,
        "total": found.total,
        "first": _published(found.oldest),
        "last": _published(found.newest),
        "best": hit_record(found.best) if found.best else None,
        "notes": list(found.notes),
        "suggestions": [{"query": text, "total": total} for text, total in found.suggestions],
        "also_spelled": list(found.also_spelled),
        "loosened": found.loosened,
        "in_rest": found.in_rest,
    }


def _published(hit: Hit | None) -> str | None:
    return None if hit is None else iso(hit.published, hit.day_only)


def article_record(article: Article) -> dict[str, Any]:
    """Return a whole article as JSON values."""
    return {
        "slug": article.slug,
        "id": article.id,
        "kind": article.kind.value,
        "title": article.title,
        "source": article.source,
        "source_by": article.source_by.value if article.source else None,
        "published": iso(article.published, article.day_only),
        "dated_by": article.dated_by,
        "author": article.author,
        "language": article.language,
        "category": article.category,
        "url": article.url,
        "reading_seconds": article.reading_seconds,
        "estimated_seconds": article.estimated_seconds or None,
        "note": article.note,
        "origin": {
            "path": clean_line(article.origin.path),
            "encoding": article.origin.encoding,
            "line": article.origin.line,
        },
        "also_in": [clean_line(path) for path in article.also_in],
        "found_on": article.found_on,
        "paragraphs": list(article.paragraphs),
        "rest": list(article.rest),
        "related": [_related_record(item) for item in article.related],
    }


def _related_record(related: Related) -> dict[str, Any]:
    return {
        "title": related.title,
        "id": related.id,
        "source": related.source,
        "published": iso(related.published, day_only=True),
        "category": related.category,
        "reading_seconds": related.reading_seconds,
    }


def json_text(value: Any, indent: int | None = None) -> str:
    """Return JSON for any tool: letters as they are, lone surrogates (of file names) escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def totals_text(answer: Answer) -> str:
    """Return the hits of each group: `3 with all words · 214 with some of the words`, `3 hits`."""
    groups = answer.groups or (GroupTotal(Group.ALL, answer.total),)
    if [each.group for each in groups] == [Group.ALL]:
        return count(answer.total, "hit")
    return " · ".join(f"{each.total:,} {NAMES[each.group]}" for each in groups)


def heading_text(group: Group) -> Iterable[str]:
    """Yield the heading of a group of hits without all of the query, and an empty line."""
    if group is not Group.ALL:
        yield f"== {NAMES[group]} =="
        yield ""


def hit_text(hit: Hit, colour: bool, width: int | None = None) -> Iterable[str]:
    """Yield a hit as text: title; date, source, category; the matching sentence; the slug.

    Lines break at `width`, if any, but for the slug, which readers copy.
    """
    parts = [day(hit.published).strip() or "undated", hit.source, hit.category]
    yield from _marked_lines(hit.title, hit.title_marks, colour, "", width)
    yield from _marked_lines(" · ".join(filter(None, parts)), (), colour, "  ", width)
    if hit.snippet and hit.snippet.text:
        yield from _marked_lines(hit.snippet.text, hit.snippet.marks, colour, "  ", width)
    yield f"  {hit.slug}"


def _marked_lines(
    text: str, marks: Sequence[Span], colour: bool, lead: str, width: int | None
) -> Iterable[str]:
    for start, end in wrap(text, width - len(lead)) if width else [(0, len(text))]:
        inside = [(max(left, start) - start, min(right, end) - start) for left, right in marks]
        yield lead + _marked(
            text[start:end], [each for each in inside if each[0] < each[1]], colour
        )


def _marked(text: str, marks: Iterable[Span], colour: bool) -> str:
    if not colour:
        return text
    found, at = [], 0
    for start, end in marks:
        found += [text[at:start], BOLD, text[start:end], PLAIN]
        at = end
    return "".join([*found, text[at:]])


def facets_text(answer: Answer) -> Iterable[str]:
    """Yield each facet as text, and below it its most frequent values with their counts."""
    for name, counts in answer.facets.items():
        if not counts:
            continue
        yield _FACETS[name]
        for each in counts[:MOST_VALUES]:
            yield f"{each.count:>10,}  {each.value or '(none)'}"
        if len(counts) > MOST_VALUES:
            rest = sum(each.count for each in counts[MOST_VALUES:])
            yield f"{rest:>10,}  in {len(counts) - MOST_VALUES:,} others"
        yield ""


def months_text(answer: Answer, undated: int, width: int = WIDTH) -> Iterable[str]:
    """Yield each month with hits and a bar as text, and the undated hits last."""
    most = max((hits for _, hits in answer.timeline), default=0)
    for first, hits in answer.timeline:
        yield f"{first.isoformat()[:7]} {hits:>10,}  {bar(hits, most, min(BAR, width - 21))}"
    if undated:
        yield f"undated {undated:>10,}"
    if answer.timeline or undated:
        yield ""


def summary_text(query: str, found: Summary) -> str:
    """Return a line of `--batch` as text: hits, first and last day, query, best hit."""
    days = " ".join((_published(hit) or "-")[:10].ljust(10) for hit in (found.oldest, found.newest))
    best = f"  {found.best.title}  ({found.best.slug})" if found.best else ""
    return f"{found.total:>9,}  {days}  {clean_line(query)}{best}".rstrip()


def article_text(article: Article, with_rest: bool = False, width: int = WIDTH) -> Iterable[str]:
    """Yield an article as text wrapped at `width`; then the page's rest, or its number of lines."""
    wrapped = partial(_lines, width)
    yield from wrapped(article.title)
    yield from wrapped(" · ".join(_facts(article)))
    if files := files_line(article):
        yield from wrapped(files)
    yield ""
    for paragraph in article.paragraphs:
        yield from wrapped(paragraph)
        yield ""
    if article.related:
        yield "Related"
        for item in article.related:
            yield from wrapped(_related_line(item), "- ", "  ")
        if _has_rest_line(article, with_rest):
            yield ""
    if _has_rest_line(article, with_rest):
        yield from wrapped(f"== {_rest_line(article, with_rest)} ==")
    if with_rest:
        for line in article.rest:
            yield from wrapped(line)


def article_markdown(article: Article, with_rest: bool = False) -> Iterable[str]:
    """Yield an article as escaped Markdown; then the page's rest, or its number of lines."""
    yield f"# {_escaped(article.title)}"
    yield ""
    yield f"*{_escaped(' · '.join(_facts(article)))}*"
    yield ""
    if files := files_line(article):
        yield f"*{_escaped(files)}*"
        yield ""
    for paragraph in article.paragraphs:
        yield _escaped(paragraph)
        yield ""
    if article.related:
        yield "## Related"
        yield ""
        for item in article.related:
            yield f"- {_escaped(_related_line(item))}"
        if _has_rest_line(article, with_rest):
            yield ""
    if _has_rest_line(article, with_rest):
        yield from ("---", "", f"*{_escaped(_rest_line(article, with_rest))}*")
    if with_rest:
        for line in article.rest:
            yield from ("", _escaped(line))


def _has_rest_line(article: Article, is_shown: bool) -> bool:
    return bool(article.rest if is_shown else article.lines_left_out)


def _rest_line(article: Article, is_shown: bool) -> str:
    """Return `14 lines of the page left out · --rest shows them`, or a heading above the rest."""
    lines = article.lines_left_out
    if is_shown:
        return rest_heading(lines, len(article.shown_in_rest))
    return f"{left_out(lines)} · --rest shows {'it' if lines == 1 else 'them'}"


def _facts(article: Article) -> list[str]:
    seconds = article.reading_seconds or article.estimated_seconds
    facts = [
        source_text(article),
        moment(article.published, article.day_only) or _undated(article),
        article.author,
        article.category,
        f"{duration(seconds)} to read" if seconds else None,
        article.note,
        article.url,
    ]
    return [fact for fact in facts if fact]


def _undated(article: Article) -> str:
    return f"undated: the {article.dated_by}" if article.dated_by else "undated"


def _related_line(item: Related) -> str:
    parts = [item.title, item.source, day(item.published).strip()]
    return " · ".join(part for part in parts if part)


def _lines(width: int, text: str, first: str = "", others: str = "") -> Iterable[str]:
    lead = first
    for start, end in wrap(text, width - len(first)):
        yield lead + text[start:end]
        lead = others


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|~"})


def _escaped(text: str) -> str:
    text = text.translate(_MARKDOWN)
    if text[:1] in "+-" or text.split(".")[0].isdigit():
        return f"\\{text}" if text[:1] in "+-" else text.replace(".", "\\.", 1)
    return text
