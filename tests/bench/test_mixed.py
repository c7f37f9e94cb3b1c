"""Tests of the mixed archive under the engine benchmark: reproducible, with the stated contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bench.mixed import BLOCK, MEAN_WORDS, SHARES, Stories, blocks, changed, mixed, read, stories
from index.article import Article
from index.text.clean import clean_text


@pytest.fixture(scope="module", autouse=True)
def without_corpora() -> Iterator[None]:
    """Hide the corpora, so that only the pieces that come with newstui are mixed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSTUI_CORPORA", "/there/are/none")
        yield


@pytest.fixture(scope="module")
def real(without_corpora: None) -> Stories:
    return stories()


@pytest.fixture(scope="module")
def first(real: Stories) -> list[Article]:
    return list(mixed(real, 0))


def test_a_small_archive_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    small = list(read(blocks(30, tmp_path), 30))
    large = list(read(blocks(BLOCK + 10, tmp_path), BLOCK + 10))
    assert len(small) == 30
    assert len(large) == BLOCK + 10
    assert large[:30] == small


def test_what_is_kept_on_disk_is_what_was_mixed(first: list[Article], tmp_path: Path) -> None:
    assert list(read(blocks(100, tmp_path), 100)) == first[:100]


def test_each_block_is_another_one(real: Stories, first: list[Article]) -> None:
    second = list(islice(mixed(real, 1), 100))
    texts = {each.paragraphs for each in first}
    assert len({each.id for each in [*first, *second]}) == len(first) + len(second)
    assert sum(each.paragraphs in texts for each in second) == 0


def test_its_languages_and_lengths_are_those_that_are_told(first: list[Article]) -> None:
    languages = Counter(each.language for each in first)
    for language, share in SHARES.items():
        assert languages[language] / len(first) == pytest.approx(share, abs=0.02)
    spaced = [each for each in first if each.language != "ja"]
    words = sum(len(part.split()) for each in spaced for part in each.paragraphs)
    assert words / len(spaced) == pytest.approx(MEAN_WORDS, rel=0.1)
    assert all(each.published and 2019 <= each.published.year <= 2026 for each in first)


def test_its_texts_are_clean(first: list[Article]) -> None:
    for each in first:
        assert all(text == clean_text(text) for text in (each.title, *each.paragraphs))


def test_its_dictionary_goes_on_growing(first: list[Article]) -> None:
    seen: set[str] = set()
    growth = []
    for start in range(0, len(first), 1000):
        before = len(seen)
        for each in first[start : start + 1000]:
            seen.update(word for part in each.paragraphs for word in part.lower().split())
        growth.append(len(seen) - before)
    assert growth[-1] > growth[0] / 10
    assert growth[-1] < growth[0]


def test_a_changed_article_is_the_same_one_with_another_text(first: list[Article]) -> None:
    (after,) = changed(first[:1], 7)
    assert after.id == first[0].id
    assert after.paragraphs[:-1] == first[0].paragraphs
    assert "7th" in after.paragraphs[-1]
