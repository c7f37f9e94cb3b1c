"""Tests of Markdown texts with front matter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.ingest.page_dump.reader import read_text

BODY = "It rained for eleven days before the bridge went.\n\nThe baker sold bread from a window.\n"
PARAGRAPHS = tuple(BODY.strip().split("\n\n"))


def read(text: str) -> Article:
    return read_text(text, Path("bread.txt"), "bread")[0]


def test_title_date_and_author_are_those_of_the_front_matter() -> None:
    matter = (
        "---\nlayout: post\ntitle: Bread from a window\ndate: 2023-03-12\nauthor: Anna Ferry\n---"
    )
    article = read(f"{matter}\n\n{BODY}")
    assert (article.title, article.author) == ("Bread from a window", "Anna Ferry")
    assert (article.published, article.dated_by) == (
        datetime(2023, 3, 12, tzinfo=UTC),
        "front matter",
    )
    assert article.paragraphs == PARAGRAPHS
    assert article.rest == tuple(matter.split("\n"))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Bread: from a \\"window\\""', 'Bread: from a "window"'),
        ("'The baker''s window'", "The baker's window"),
        ("Bread from a window  # working title", "Bread from a window"),
        ("C# for bakers", "C# for bakers"),
    ],
)
def test_quotes_and_comments_are_no_part_of_a_title(written: str, title: str) -> None:
    assert read(f"---\ntitle: {written}\ntags:\n- bread\n  - boats\n---\n{BODY}").title == title


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2023-03-12T10:15:00Z", datetime(2023, 3, 12, 10, 15, tzinfo=UTC)),
        ("2023-03-12 10:15:00 +0200", datetime(2023, 3, 12, 8, 15, tzinfo=UTC)),
        ("12 March 2023", datetime(2023, 3, 12, tzinfo=UTC)),
        ("soon", None),
    ],
)
def test_dates_of_front_matter(written: str, published: datetime | None) -> None:
    assert read(f"---\ntitle: Bread\ndate: {written}\n---\n{BODY}").published == published


def test_a_heading_that_repeats_the_title_is_no_text() -> None:
    article = read(f"---\ntitle: Bread from a window\n---\n\n# Bread from a window\n\n{BODY}")
    assert article.paragraphs == PARAGRAPHS
    assert article.rest[-1] == "# Bread from a window"


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{BODY}---\n",
        f"---\nNote: it rained.\n---\n{BODY}",
        f"---\ntitle: |\n  Bread\n---\n{BODY}",
        f"---\ntitle: Bread\n{BODY}",
        f"Bread\n---\ntitle: Boats\n---\n{BODY}",
    ],
)
def test_rules_around_other_lines_are_text(text: str) -> None:
    article = read(text)
    held = (article.title, *article.paragraphs, *article.rest)
    assert sorted(held) == sorted(line.strip() for line in text.split("\n") if line)
