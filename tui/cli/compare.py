"""Output of `newstui search --compare --timeline`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import click

from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.files.home import Home
from index.query import nothing_has
from index.search.answer import answer
from index.search.series import Series, articles_request, series_of, series_request
from index.state.lookup import FlagIds
from index.text.clean import clean_line
from tui.cli.messages import complain
from tui.cli.search import Ask, SearchOptions, offer_rest, remark
from tui.view.cells import fit
from tui.view.dates import count
from tui.view.output import json_text
from tui.view.timeline import bar

BAR = 22
"""Cells of the longest bar."""
COUNT = 9
COLUMN = COUNT + 2 + BAR


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The articles published in a month, and the hits of each query among them."""

    first: date
    hits: tuple[int, int]
    articles: int


def find_over_time(home: Home, wanted: SearchOptions, ask: Ask) -> bool:
    """Print the months in which either of two queries has hits; return whether there are any."""
    texts = (wanted.query, wanted.compare or "")
    queries = [wanted.parsed(text) for text in texts]
    requests = [series_request(Request(query)) for query in queries]
    with closing(FlagIds(home.state, home.moves)) as flags:

        def counted(engine: SearchEngine) -> list[Series]:
            every = [*requests, articles_request(requests[0])]
            return [series_of(answer(engine, flags, request)) for request in every]

        upper, lower, articles = ask(counted)
        if flags.problem:
            complain(flags.problem)
    for query, series in zip(queries, (upper, lower), strict=True):
        remark(query.notes, series.also_spelled, of=query.text)
        if series.undated:
            complain(f"{query.text}: {count(series.undated, 'hit')} without a date")
        if series.closest_only:
            complain(nothing_has(query))
        offer_rest(series.in_rest, of=query.text)
    found = list(months(upper, lower, articles))
    lines = _records(found) if wanted.as_json else _lines(texts, (upper, lower), found)
    for line in lines:
        click.echo(line)
    if not (upper.total or lower.total):
        complain("nothing found")
    return bool(upper.total or lower.total)


def months(upper: Series, lower: Series, articles: Series) -> Iterator[MonthRow]:
    """Yield the months in which either series has hits, the earliest first."""
    one, other, all_of = dict(upper.counts), dict(lower.counts), dict(articles.counts)
    for first in sorted({*one, *other}):
        yield MonthRow(first, (one.get(first, 0), other.get(first, 0)), all_of.get(first, 0))


def _records(found: list[MonthRow]) -> Iterator[str]:
    for month in found:
        hits, compared = month.hits
        name = month.first.isoformat()[:7]
        record = {"month": name, "count": hits, "compared": compared, "articles": month.articles}
        yield json_text(record)


def _lines(
    texts: tuple[str, str], series: tuple[Series, Series], found: list[MonthRow]
) -> list[str]:
    """Return two columns of counts and bars of one scale, headed by queries and totals."""
    most = max((max(month.hits) for month in found), default=0)
    heads = [
        [f"{'':{COUNT}}  {clean_line(text)}" for text in texts],
        [f"{each.total:>{COUNT},}  {_since(each)}" for each in series],
    ]
    lines = [_columns(date, *columns) for date, columns in zip(("", "hits"), heads, strict=True)]
    for month in found:
        cells = [f"{hits:>{COUNT},}  {bar(hits, most, BAR)}" for hits in month.hits]
        lines.append(_columns(month.first.isoformat()[:7], *cells))
    return lines


def _columns(name: str, one: str, other: str) -> str:
    return f"{name:7}{fit(one, COLUMN)} {fit(other, COLUMN)}".rstrip()


def _since(series: Series) -> str:
    return f"the first {series.first.isoformat()}" if series.first else ""
