"""First page of the list as it was last seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from index.article import Kind
from index.engine.answer import Answer, FacetCount, Hit
from index.engine.request import FacetName
from index.state import Facts

FORMAT = 2


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first rows of the list, with all that is needed to paint them."""

    hits: tuple[Hit, ...]
    total: int
    unread: int | None
    facts: Mapping[str, Facts] = field(default_factory=dict)
    facets: Mapping[FacetName, tuple[FacetCount, ...]] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        """The page as an answer."""
        return Answer(hits=self.hits, total=self.total, facets=self.facets)


def to_json(page: FirstPage) -> dict[str, Any]:
    """Return the page as JSON values."""
    return {
        "format": FORMAT,
        "total": page.total,
        "unread": page.unread,
        "rows": [_row(hit, page.facts.get(hit.id)) for hit in page.hits],
        "facets": {
            name.value: [[each.value, each.count] for each in counts]
            for name, counts in page.facets.items()
        },
    }


def from_json(value: Any) -> FirstPage | None:
    """Return the page, or None when there is none or another version wrote it."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        return None
    try:
        hits = tuple(_hit(row) for row in value["rows"])
        facts = {row[0]: Facts(read=bool(row[10]), starred=bool(row[11])) for row in value["rows"]}
        facets = {
            FacetName(name): tuple(FacetCount(*each) for each in counts)
            for name, counts in value["facets"].items()
        }
        return FirstPage(hits, int(value["total"]), value["unread"], facts, facets)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None  # not a page; the engine will give the rows


def _row(hit: Hit, facts: Facts | None) -> list[Any]:
    return [
        hit.id,
        hit.slug,
        hit.kind.value,
        hit.title,
        hit.source,
        hit.published.isoformat() if hit.published else None,
        hit.day_only,
        hit.category,
        hit.language,
        hit.reading_seconds,
        bool(facts and facts.read),
        bool(facts and facts.starred),
    ]


def _hit(row: list[Any]) -> Hit:
    return Hit(
        id=row[0],
        slug=row[1],
        kind=Kind(row[2]),
        title=row[3],
        source=row[4],
        published=datetime.fromisoformat(row[5]) if row[5] else None,
        day_only=row[6],
        category=row[7],
        language=row[8],
        reading_seconds=row[9],
    )
