"""Removal of dates later than the file: typing errors, never a publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from index.article import Article, Related

DAYS_AHEAD: Final = 7
"""Days that a page may be dated ahead: time zones need one, a weekly has the week's last day."""


def without_doubtful_dates(articles: Sequence[Article], written: datetime) -> tuple[Article, ...]:
    """Return the articles, undated where their date is more than `DAYS_AHEAD` after `written`.

    `dated_by` then names the doubted date for the reader; so such an article stands with the
    undated ones instead of heading the list until its day comes.
    """
    latest = written + timedelta(days=DAYS_AHEAD)
    return tuple(_checked(article, latest) for article in articles)


def time_written(path: Path) -> datetime:
    """Return the time at which a file got its content or its place, whichever is later.

    A page can't be newer than this time, however late it is indexed: so the same file has the same
    date each time. The time of change alone (`st_mtime`) may mean nothing: archives and packages
    are unpacked with a time of 1970. A missing file has the present time.
    """
    try:
        status = path.stat()
    except OSError:
        return datetime.now(UTC)
    latest = datetime.max.replace(tzinfo=UTC) - timedelta(days=DAYS_AHEAD)
    seconds = max(status.st_mtime, status.st_ctime)
    return datetime.fromtimestamp(min(seconds, latest.timestamp()), UTC)


def _checked(article: Article, latest: datetime) -> Article:
    related = tuple(_checked_headline(each, latest) for each in article.related)
    if related != article.related:
        article = replace(article, related=related)
    if article.published is None or article.published <= latest:
        return article
    day = article.published.date().isoformat()
    source = article.dated_by or "date"
    says = f"{source} says {day}, later than the file: doubted"
    return replace(article, published=None, day_only=True, dated_by=says)


def _checked_headline(related: Related, latest: datetime) -> Related:
    doubted = related.published is not None and related.published > latest
    return replace(related, published=None) if doubted else related
