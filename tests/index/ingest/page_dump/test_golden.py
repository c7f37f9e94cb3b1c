"""Tests of the dumps in golden/: each gives the articles of its JSON file (golden/README.md)."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, NamedBy
from index.ingest.registry import read_file

GOLDEN = Path(__file__).with_name("golden")
DUMPS = sorted(GOLDEN.glob("*.txt"))


def plain(article: Article) -> dict[str, Any]:
    """Return the facts of an article without empty ones and without machine-dependent ones."""
    facts = asdict(article)
    del facts["origin"]["path"]
    if article.source_by is NamedBy.PAGE:
        del facts["source_by"]  # a file alone has no other name
    return {name: value for name, value in facts.items() if value not in (None, "", ())}


def as_json(articles: tuple[Article, ...]) -> str:
    facts = [plain(article) for article in articles]
    return json.dumps(facts, ensure_ascii=False, indent=2, default=datetime.isoformat) + "\n"


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_golden(dump: Path, update_golden: bool) -> None:
    found = as_json(read_file(dump, f"golden/{dump.name}"))
    expected = dump.with_suffix(".json")
    if update_golden:
        expected.write_text(found, "utf-8")
    assert json.loads(found) == json.loads(expected.read_text("utf-8"))


def test_every_expectation_has_its_dump() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {dump.stem for dump in DUMPS}
