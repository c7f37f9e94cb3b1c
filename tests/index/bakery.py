"""Page of invented news for the tests of format readers, and helpers to check its article."""

from __future__ import annotations

from datetime import date

import pytest

from index.article import Article

FIRST = (
    "It rained for eleven days before the bridge went, and on the twelfth the river stood in the"
    " bakery up to the second shelf."
)
SECOND = (
    "The baker, who had moved his flour upstairs on the ninth day, sold bread from a window that"
    " evening, and the queue stood in boats."
)
TABLE = ("Loaves 412", "Boats 31", "Bridges 0", "Bakers 1")
ITEMS = ("A lamp", "A rope", "Two knives", "Bread", "The tide table", "Dry socks", "A whistle")
GAPS = pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["dense", "blank"])


def day(article: Article) -> date | None:
    """Return the day on which an article was published."""
    return article.published.date() if article.published else None
