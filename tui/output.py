"""How are hits and articles written to a pipe, a file or a plain terminal?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from index.article import Article, Related
from index.engine import Answer, Hit, Span
from tui.clock import day, duration, moment
from tui.wrap import wrap

WIDTH = 80
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def iso(published: datetime | None, day_only: bool) -> str | None:
    """`2022-11-25`, or with the time and offset where the time is known."""
    if published is None:
        return None
    return published.date().isoformat() if day_only else published.isoformat()


def hit_record(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values: one line of `--format jsonl`."""
    return {
        "slug": hit.slug,
        "id": hit.id,
        "kind": hit.kind.value,
        "title": hit.title,
        "source": hit.source,
        "published": iso(hit.published, hit.day_only),
        "language": hit.language,
        "category": hit.category,
        "reading_seconds": hit.reading_seconds,
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text if hit.snippet else None,
    }


def article_record(article: Article) -> dict[str, Any]:
    """A whole article as JSON values."""
    return {
        "slug": article.slug,
        "id": article.id,
        "kind": article.kind.value,
        "title": article.title,
        "source": article.source,
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
            "path": article.origin.path,
            "encoding": article.origin.encoding,
            "line": article.origin.line,
        },
        "found_on": article.found_on,
        "paragraphs": list(article.paragraphs),
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
    """JSON that any tool reads: letters as they are, lone surrogates (of file names) escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def hits_text(answer: Answer, colour: bool) -> Iterable[str]:
    """Hits for people: date, source, title; the matching sentence; the slug."""
    for hit in answer.hits:
        parts = [day(hit.published).strip() or "undated", hit.source, hit.category]
        yield _marked(hit.title, hit.title_marks, colour)
        yield "  " + " · ".join(part for part in parts if part)
        if hit.snippet and hit.snippet.text:
            yield "  " + _marked(hit.snippet.text, hit.snippet.marks, colour)
        yield f"  {hit.slug}"
        yield ""


def _marked(text: str, marks: Iterable[Span], colour: bool) -> str:
    if not colour:
        return text
    found, at = [], 0
    for start, end in marks:
        found += [text[at:start], BOLD, text[start:end], PLAIN]
        at = end
    return "".join([*found, text[at:]])


def article_text(article: Article) -> Iterable[str]:
    """An article for people, wrapped at 80 columns."""
    yield from _wrapped(article.title)
    yield from _wrapped(" · ".join(_facts(article)))
    yield ""
    for paragraph in article.paragraphs:
        yield from _wrapped(paragraph)
        yield ""
    if article.related:
        yield "Related"
        for item in article.related:
            yield from _wrapped(_related_line(item), "- ", "  ")


def article_markdown(article: Article) -> Iterable[str]:
    """An article as Markdown; what Markdown would read as markup is escaped."""
    yield f"# {_escaped(article.title)}"
    yield ""
    yield f"*{_escaped(' · '.join(_facts(article)))}*"
    yield ""
    for paragraph in article.paragraphs:
        yield _escaped(paragraph)
        yield ""
    if article.related:
        yield "## Related"
        yield ""
        for item in article.related:
            yield f"- {_escaped(_related_line(item))}"


def _facts(article: Article) -> list[str]:
    seconds = article.reading_seconds or article.estimated_seconds
    facts = [
        article.source,
        moment(article.published, article.day_only) or "undated",
        article.author,
        article.category,
        f"{duration(seconds)} to read" if seconds else None,
        article.note,
        article.url,
    ]
    return [fact for fact in facts if fact]


def _related_line(item: Related) -> str:
    parts = [item.title, item.source, day(item.published).strip()]
    return " · ".join(part for part in parts if part)


def _wrapped(text: str, first: str = "", others: str = "") -> Iterable[str]:
    lead = first
    for start, end in wrap(text, WIDTH - len(first)):
        yield lead + text[start:end]
        lead = others


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|~"})


def _escaped(text: str) -> str:
    text = text.translate(_MARKDOWN)
    if text[:1] in "+-" or text.split(".")[0].isdigit():
        return f"\\{text}" if text[:1] in "+-" else text.replace(".", "\\.", 1)
    return text
