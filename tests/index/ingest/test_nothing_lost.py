"""Tests of completeness: every line of a file is in the title, the text, or the page's rest."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import UnreadableError
from index.ingest.page_dump.lines import read_lines
from index.ingest.page_dump.reader import read_text
from index.ingest.registry import read_file
from index.text.clean import clean_text

ROOT = Path(__file__).parents[3]
FILES = sorted((*(ROOT / "seeds").glob("*.txt"), *Path(__file__).parent.glob("golden/*.txt")))
CORPORA = Path(os.environ.get("NEWSTUI_CORPORA") or ROOT / "corpora")

PROSE = "The baker, who had moved his flour upstairs, sold bread from a window that evening."
PIECES = st.sampled_from(
    [
        "Home", "World", "Politics", "Sport", "Weather", "Log in", "", "", PROSE, PROSE[::-1] + ".",
        "Fog", "Bread from a window", "Bread from a window - The Ashby Courier | Food", "Comments",
        "3 comments", "Share", "Related", "Read more: Boats sold out in an hour - Bread.com",
        "12 March 2023", "Updated 13 March 2023", "24 February 2022", "0000-00-00", "12 min",
        "By Anna Ferry", "Photo: Anna Ferry © 2022", "(c) " + PROSE, "© 2023 Ashby Courier",
        "https://bread.example/1", "Summarized by ROBOTS", "Category: Food", "Loaves 412", "A lamp",
        "We and our partners use cookies and process personal data with your consent, as ever.",
        "Accept all", "1 Boats sold out in an hour", "2 The bridge is gone, gone", "3 Bread | Food",
        "関連記事", "港のクレーン", "市議会は月曜日、四十年間立っていたクレーンが海に落ちた。",
        "word " * 90,
        "เครนตกน้ำที่ท่าเรือเก่าเมื่อวันจันทร์ ชาวบ้านตกใจ", "\x1b[2J\u202etxt", "-", "  indented line",
    ]
)  # fmt: skip


def held(article: Article) -> Counter[str]:
    """Count the lines of an article."""
    return Counter((article.title, *article.paragraphs, *article.rest))


def lines_of(text: str) -> Counter[str]:
    return Counter(line.text for line in read_lines(clean_text(text)))


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=60).map("\n".join) | st.text(max_size=400))
def test_nothing_of_any_text_is_lost(text: str) -> None:
    try:
        article = read_text(text, Path("page.txt"), "page")[0]
    except UnreadableError:
        return
    lines = lines_of(text)
    assert not lines - held(article)
    beside = held(article) - lines
    assert not beside - Counter([article.title])  # a title without its site, or first words
    assert len(article.paragraphs) + len(article.rest) in (lines.total(), lines.total() - 1)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_of_a_file_is_lost(file: Path) -> None:
    page, *headlines = read_file(file, file.name)
    text = " ".join((page.title, *page.paragraphs, *page.rest))
    assert all(headline.title in text for headline in headlines)


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora (NEWSTUI_CORPORA)")
def test_plain_files_of_real_articles_come_out_as_they_went_in() -> None:
    bench = pytest.importorskip("bench.plain")
    for name in bench.CORPORA:
        for one in islice(bench.plain_files(name, step=7), 150):
            faults = dict(bench.judge(one, read_text(one.text, Path("plain.txt"), "plain")))
            faults.pop("taken", None)  # copyright lines, appeals and read-more lines may leave it
            assert not faults, one.title
