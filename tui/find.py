"""What does `newstui search` print?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, TextIO

import click

from index.engine import Answer, Request, SearchEngine, Sort
from index.flags import Flags
from index.home import Home
from index.query import Query, describe, parse_query, within
from index.search import answer
from index.summary import summary
from tui.cli import complain
from tui.clock import count
from tui.output import (
    facet_records,
    facets_text,
    hit_record,
    hits_text,
    json_text,
    month_records,
    months_text,
    summary_record,
    summary_text,
)

Ask = Callable[[Callable[[SearchEngine], Any]], Any]
"""Asks an engine that is up to date."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was given."""

    query: str
    limit: int
    sort: str
    facets: bool
    timeline: bool
    batch: TextIO | None
    as_typed: bool
    concordance: bool
    compare: str | None
    as_json: bool

    def parsed(self, text: str) -> Query:
        """What a text asks for."""
        return replace(parse_query(text), other_spellings=not self.as_typed)


def find(home: Home, wanted: Wanted, ask: Ask) -> bool:
    """Print the hits of a query and the counts that are wanted; whether there are any hits."""
    parsed = wanted.parsed(wanted.query)
    request = Request(
        parsed,
        sort=Sort(wanted.sort),
        limit=wanted.limit,
        snippets=True,
        facets=wanted.facets,
        timeline=wanted.timeline,
        suggestions=True,
    )
    with closing(Flags(home.state)) as flags:
        found: Answer = ask(lambda engine: answer(engine, flags, request))
        if flags.problem:
            complain(flags.problem)
    for note in (*parsed.notes, *found.notes):
        complain(note)
    if found.also_spelled:
        complain(f"also spelled: {', '.join(found.also_spelled)}")
    if found.relaxed:
        complain(f"nothing has {describe(parsed)}; these are the closest by any word")
    for other in found.suggestions:
        complain(f"did you mean {other.text}? ({count(other.total, 'hit')})")
    for line in _records(found) if wanted.as_json else _lines(found):
        click.echo(line)
    if not found.total:
        complain("nothing found")
    elif found.total > len(found.hits) and wanted.limit and not wanted.as_json:
        complain(f"{len(found.hits):,} of {found.total:,} shown; --limit shows more")
    return found.total > 0


def each_line(home: Home, wanted: Wanted, ask: Ask) -> bool:
    """Print what the archive has on each line of a file; whether it has anything on any.

    A query that was given besides narrows all of them.
    """
    assert wanted.batch is not None
    lines = [line.strip() for line in wanted.batch if line.strip()]
    besides = parse_query(wanted.query)
    for note in besides.notes:
        complain(note)

    def asked(engine: SearchEngine) -> bool:
        found = False
        for line in lines:
            parsed = wanted.parsed(line)
            if wanted.query:
                parsed = within(besides.root, parsed)
            each = summary(engine, flags, parsed)
            for note in each.notes:
                complain(f"{line}: {note}")
            click.echo(
                json_text(summary_record(line, each))
                if wanted.as_json
                else summary_text(line, each)
            )
            found = found or each.total > 0
        return found

    with closing(Flags(home.state)) as flags:
        found: bool = ask(asked)
        if flags.problem:
            complain(flags.problem)
    return found


def _records(found: Answer) -> Iterable[str]:
    yield from map(json_text, map(hit_record, found.hits))
    yield from map(json_text, facet_records(found))
    yield from map(json_text, month_records(found))


def in_colour() -> bool:
    """Whether the terminal that we print on shows bold text, and may."""
    return sys.stdout.isatty() and not (
        os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    )


def _lines(found: Answer) -> Iterable[str]:
    yield from hits_text(found, in_colour())
    yield from facets_text(found)
    yield from months_text(found)
