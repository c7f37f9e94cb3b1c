"""Tests of slugs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import article_id
from index.text.slug import ID_LENGTH, MAX_LENGTH, make_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ukraine war: Putin tells mothers", "ukraine-war-putin-tells-mothers-k5x2ab"),
        ("Фанаты BadComedian", "fanaty-badcomedian-k5x2ab"),
        ("東京", "dong-jing-k5x2ab"),
        ("L’été à Žižkov", "lete-a-zizkov-k5x2ab"),
        ("?!", "article-k5x2ab"),
        ("", "article-k5x2ab"),
    ],
)
def test_make_slug(title: str, slug: str) -> None:
    assert make_slug(title, "k5x2abcdefghijkl") == slug


def test_a_long_title_ends_at_a_word() -> None:
    words, _, _ = make_slug("interminable " * 20, "k5x2ab").rpartition("-")
    assert set(words.split("-")) == {"interminable"}


@given(st.text(st.characters(exclude_categories=())), st.text())
def test_a_slug_can_be_typed_and_tells_its_article(title: str, key: str) -> None:
    id = article_id(key)
    slug = make_slug(title, id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", slug)
    assert slug.endswith(id[:ID_LENGTH])
    assert len(slug) <= MAX_LENGTH + 1 + ID_LENGTH
    assert slug == make_slug(title, id)
