"""Indexes of plain Whoosh, with other segments than newstui's, which newstui has to read, too."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from index.article import Article
from index.engine.whoosh.format.schema import (
    FACETS,
    PARAGRAPH_GAP,
    REST_WORDS,
    WORDS_OF,
    microseconds,
    name_words,
    stored,
)
from index.engine.whoosh.format.whoosh_api import FileStorage
from index.engine.whoosh.store import commits
from index.engine.whoosh.writer import WhooshWriter
from index.text.analysis import tokens


def document(article: Article) -> dict[str, Any]:
    """Return the fields of an article for Whoosh's writer, to compare newstui's writer with.

    Words come separated, each with its position after a caret: a word and its stem at the same
    position.
    """
    kept = pickle.loads(zlib.decompress(stored(article)))
    fields: dict[str, Any] = {
        **kept,
        "kind": article.kind.value,
        "title": _positioned([article.title], article.language),
        "body": _positioned(article.paragraphs, article.language),
        REST_WORDS: _positioned(article.own_rest, article.language),
    }
    for field in WORDS_OF:
        if field in FACETS.values():
            fields[field] = getattr(article, field) or ""
    for words, name in name_words(article).items():
        # Names are not stemmed, for The Guardian is no guard.
        placed = _placed([name], None, stemmed=False)
        fields[words] = " ".join(
            f"{term}^{position}" for position, terms in placed for term in terms
        )
    if article.published is not None:
        moment = timedelta(microseconds=microseconds(article.published))
        fields["published"] = datetime.min + moment
    return {name: value for name, value in fields.items() if value != ""}


def _positioned(texts: Iterable[str], language: str | None) -> str:
    return " ".join(
        f"{term}^{position}" for position, terms in _placed(texts, language) for term in terms
    )


def _placed(
    texts: Iterable[str], language: str | None, *, stemmed: bool = True
) -> Iterator[tuple[int, tuple[str, ...]]]:
    position = 0
    for text in texts:
        for token in tokens(text, language):
            terms = token.indexed if stemmed else token.terms[:1]
            yield position, (*terms, *token.forms)
            position += 1
        position += PARAGRAPH_GAP


def open_stock(folder: Path) -> FileIndex:
    """Return the index in a folder, and make a missing one."""
    if not folder.exists():
        WhooshWriter(folder)
    return FileIndex(FileStorage(str(folder)))


def write_with_whoosh(folder: Path, articles: Iterable[Article], *, optimize: bool = False) -> None:
    """Write a commit with Whoosh's own writer."""
    writer = SegmentWriter(open_stock(folder))
    for each in articles:
        writer.update_document(**document(each))
    writer.commit(optimize=optimize, merge=False)


def unseal(folder: Path) -> None:
    """Remove the checksums of the segments in use, as if plain Whoosh had written the segments."""
    contents = commits.in_use(folder)
    for segment in contents.segments:
        del segment.seal
    commits.write(folder, contents)
