"""Output of `newstui search --concordance`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import click

from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.files.home import Home
from index.search.concordance import LINES, START, Occurrence, Passage, concordance, has_words
from index.state.lookup import FlagIds
from tui.cli.messages import complain
from tui.cli.search import SORTS, Ask, SearchOptions, closest_only, in_colour, offer_rest, remark
from tui.view.concordance import concordance_line
from tui.view.dates import count
from tui.view.output import BOLD, PLAIN, WIDTH, iso, json_text


@dataclass(slots=True)
class _Printed:
    """Progress of the output: printed lines, total of articles, whether the end was reached."""

    is_begun: bool = False
    lines: int = 0
    total: int = 0
    is_whole: bool = True


def find_in_context(home: Home, wanted: SearchOptions, ask: Ask) -> bool:
    """Print the first lines of a query's concordance as they are read; return whether it has any.

    A query without words has no concordance: there is nothing to read for it.
    """
    query = wanted.parsed(wanted.query)
    remark(query.notes)
    if not has_words(query):
        complain("the query has no words that could stand in a text, only conditions")
        return False
    request = Request(query, sort=SORTS[wanted.sort])
    line = _record if wanted.as_json else _line(shutil.get_terminal_size((WIDTH, 24)).columns)
    with closing(FlagIds(home.state, home.moves)) as flags:

        def print_lines(engine: SearchEngine) -> _Printed:
            printed = _Printed()
            for passage in _passages(engine, flags, request, wanted.limit):
                if not printed.is_begun:
                    if passage.relaxed:
                        closest_only(query, has_rest=passage.in_rest > 0)
                    remark(passage.notes, passage.also_spelled, passage.suggestions)
                    offer_rest(passage.in_rest)
                printed.is_begun = True
                printed.total, printed.is_whole = passage.total, passage.next is None
                for occurrence in passage.occurrences[: wanted.limit - printed.lines]:
                    click.echo(line(occurrence))
                    printed.lines += 1
            return printed

        printed: _Printed = ask(print_lines)
        if flags.problem:
            complain(flags.problem)
    if not printed.total:
        complain("nothing found")
    elif not wanted.limit:
        complain(f"lines of {count(printed.total, 'article')}; --limit 0 shows none")
    elif not printed.is_whole and not wanted.as_json:
        complain(f"the first {printed.lines:,} lines are shown; --limit shows more")
    return printed.total > 0


def _passages(
    engine: SearchEngine, flags: FlagIds, request: Request, limit: int
) -> Iterator[Passage]:
    """Yield passages up to a number of lines, or to the end.

    With a limit of 0, one passage that has the number of articles.
    """
    place, lines = START, 0
    while True:
        passage = concordance(engine, flags, request, place, min(max(limit - lines, 1), LINES))
        yield passage
        lines += len(passage.occurrences)
        if passage.next is None or lines >= limit:
            return
        place = passage.next


def _line(width: int) -> Callable[[Occurrence], str]:
    """Return a function from an occurrence to a line for people, with bold words on a terminal."""
    before, after = (BOLD, PLAIN) if in_colour() else ("", "")

    def line(occurrence: Occurrence) -> str:
        pieces = concordance_line(occurrence, False, width)
        found = (f"{before}{text}{after}" if name == "mark" else text for text, name in pieces)
        return "".join(found).rstrip()

    return line


def _record(occurrence: Occurrence) -> str:
    """Return a line of `--format jsonl`."""
    start, end = occurrence.span
    record: dict[str, Any] = {
        "slug": occurrence.slug,
        "id": occurrence.id,
        "paragraph": occurrence.paragraph,
        "start": start,
        "end": end,
        "left": occurrence.left,
        "match": occurrence.match,
        "right": occurrence.right,
        "rest": occurrence.in_rest,
        "source": occurrence.source,
        "published": iso(occurrence.published, occurrence.day_only),
    }
    return json_text(record)
