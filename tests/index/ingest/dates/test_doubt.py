"""Tests of doubtful dates: a date later than its file is not believed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.article import Article, Kind, Origin, Related
from index.ingest.dates.doubt import DAYS_AHEAD, time_written, without_doubtful_dates
from index.ingest.registry import read_file

WRITTEN = datetime(2022, 11, 25, 12, tzinfo=UTC)
PAGE = """Night train to the coast is cancelled
25 November 2122

The last sleeping car left the town on Sunday, and nobody knows whether another one will follow it.

The company says that too few people have bought a ticket since the fares were raised in summer.
"""


def article(published: datetime | None, related: tuple[Related, ...] = ()) -> Article:
    return Article(
        id="a",
        slug="a",
        kind=Kind.ARTICLE,
        title="Night train to the coast is cancelled",
        origin=Origin("/page.txt"),
        published=published,
        dated_by="date line under the title" if published else None,
        related=related,
    )


def test_a_date_up_to_the_week_behind_the_file_is_believed() -> None:
    for ahead in (timedelta(0), timedelta(days=1), timedelta(days=DAYS_AHEAD)):
        page = article(WRITTEN + ahead)
        assert without_doubtful_dates([page], WRITTEN) == (page,)


def test_a_later_date_is_doubted_and_says_so() -> None:
    (page,) = without_doubtful_dates([article(datetime(2122, 11, 25, tzinfo=UTC))], WRITTEN)
    assert page.published is None
    assert (
        page.dated_by == "date line under the title says 2122-11-25, later than the file: doubted"
    )


def test_a_headline_on_the_page_is_doubted_like_its_article() -> None:
    late = Related("Ferry sails again", published=datetime(2122, 1, 1, tzinfo=UTC))
    early = Related("Ferry is repaired", published=datetime(2022, 1, 1, tzinfo=UTC))
    (page,) = without_doubtful_dates([article(None, (late, early))], WRITTEN)
    assert [each.published for each in page.related] == [None, early.published]


def test_a_page_dated_a_hundred_years_ahead(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text(PAGE)
    page = read_file(path, "key")[0]
    assert page.published is None
    assert "2122-11-25" in (page.dated_by or "")
    assert "25 November 2122" not in page.paragraphs


def test_a_time_of_change_of_1970_doubts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text(PAGE.replace("2122", "2022"))
    os.utime(path, (0, 0))
    assert time_written(path) > WRITTEN
    assert read_file(path, "key")[0].published == datetime(2022, 11, 25, tzinfo=UTC)


def test_a_file_that_is_gone_was_written_by_now(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    assert before <= time_written(tmp_path / "gone.txt") <= datetime.now(UTC)
