"""Output of `newstui search`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any, BinaryIO

import click

from index.engine.answer import Alike, Answer, Hit, Suggestion
from index.engine.explanation import Explanation, HitScore
from index.engine.protocol import SearchEngine
from index.engine.request import Group, Request, Sort
from index.files.home import Home
from index.files.user_text import decode
from index.query import Query, nothing_has, parse_query, within
from index.search.answer import answer
from index.search.explain import explained
from index.search.summary import Summary, summary
from index.state.lookup import FlagIds
from tui.cli.messages import complain
from tui.view.dates import count
from tui.view.explanation import meaning_record, meaning_text, score_record, score_text
from tui.view.groups import counted_hits, in_rest_of_some, rest_words
from tui.view.output import (
    facet_records,
    facets_text,
    heading_text,
    hit_record,
    hit_text,
    json_text,
    month_records,
    months_text,
    summary_record,
    summary_text,
    totals_text,
)
from tui.view.timeline import undated

Ask = Callable[[Callable[[SearchEngine], Any]], Any]
"""Callback that passes an up-to-date engine to a function, and returns its result."""

SORTS = {
    "relevance": Sort.RELEVANCE,
    "blend": Sort.BLEND,
    "newest": Sort.NEWEST,
    "oldest": Sort.OLDEST,
}
"""Orders of hits, as the command line names them; `blend` is relevance and freshness."""

MOST_ALIKE = 5
"""Names in a message on names that only sound alike, the most frequent first."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Arguments and options of the command."""

    query: str
    limit: int
    sort: str
    explain: bool
    facets: bool
    timeline: bool
    whole: bool
    batch: BinaryIO | None
    as_typed: bool
    alike: bool
    rest: bool
    concordance: bool
    compare: str | None
    as_json: bool

    def parsed(self, text: str) -> Query:
        """Return a text's query with the options for spellings, alike names and rests of pages."""
        return replace(
            parse_query(text),
            other_spellings=not self.as_typed,
            alike=self.alike,
            rest=self.rest,
        )


def find(home: Home, wanted: SearchOptions, ask: Ask) -> bool:
    """Print the hits of a query and the requested counts; return whether there are any hits."""
    parsed = wanted.parsed(wanted.query)
    request = Request(
        parsed,
        sort=SORTS[wanted.sort],
        limit=wanted.limit,
        snippets=True,
        facets=wanted.facets,
        timeline=wanted.timeline,
        suggestions=True,
        groups=True,
        whole=wanted.whole,
    ).in_force()
    with closing(FlagIds(home.state, home.moves)) as flags:
        result: _Result = ask(
            partial(_result, flags=flags, request=request, explain=wanted.explain)
        )
        if flags.problem:
            complain(flags.problem)
    found = result.answer
    if found.relaxed:
        closest_only(parsed, found.groups[0].group, has_rest=found.in_rest > 0)
    remark((*parsed.notes, *found.notes), found.also_spelled, found.suggestions, found.alike)
    if more := in_rest_of_some(found):
        have = "has" if more == 1 else "have"
        complain(
            f"{more:,} of the hits with some of the words {have} all with the rest of the page; "
            "--rest counts it as text"
        )
    for line in _records(result) if wanted.as_json else _lines(result):
        click.echo(line)
    if not found.rows:
        complain("nothing found")
    elif not wanted.limit:
        complain(f"{totals_text(found)}; --limit 0 shows none")
    elif found.rows > len(found.hits) and not wanted.as_json:
        shown = f"{len(found.hits):,} of {found.rows:,} shown; --limit shows more"
        complain(f"{totals_text(found)}; {shown}" if len(found.groups) > 1 else shown)
    elif len(found.groups) > 1 and not wanted.as_json:
        complain(totals_text(found))
    if (wanted.facets or wanted.timeline) and len(found.groups) > 1 and not wanted.whole:
        complain(f"counted: {counted_hits(found, whole=False)}; --whole counts all")
    return found.rows > 0


@dataclass(frozen=True, slots=True)
class _Result:
    """A request with its answer, and with its explanation for `--explain`."""

    request: Request
    answer: Answer
    explanation: Explanation | None

    @property
    def hits(self) -> Iterable[tuple[Hit, HitScore | None]]:
        """Each hit with its score's explanation, None without one."""
        return zip_longest(self.answer.hits, self.explanation.scores if self.explanation else ())

    @property
    def undated(self) -> int:
        """Number of hits without a date, on `--timeline`; else 0."""
        return undated(self.answer, self.request) if self.request.timeline else 0


def _result(engine: SearchEngine, *, flags: FlagIds, request: Request, explain: bool) -> _Result:
    if explain:
        explanation = explained(engine, flags, request)
        return _Result(request, explanation.answer, explanation)
    return _Result(request, answer(engine, flags, request), None)


def each_line(home: Home, wanted: SearchOptions, ask: Ask) -> bool:
    """Print a summary of the hits for each line of a file; return whether any line has hits.

    A query on the command line narrows all lines.
    """
    assert wanted.batch is not None
    text = decode(wanted.batch.read(), "replace")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        complain("--batch: the file has no line to search for")
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
            if wanted.as_json:  # the record has everything else
                remark(each.notes, of=line)
            else:
                remark(each.notes, each.also_spelled, each.suggestions[:1], of=line)
                _offer_looser(line, each)
                offer_rest(each.in_rest, of=line)
            click.echo(
                json_text(summary_record(line, each))
                if wanted.as_json
                else summary_text(line, each)
            )
            found = found or each.total > 0
        return found

    with closing(FlagIds(home.state, home.moves)) as flags:
        found: bool = ask(asked)
        if flags.problem:
            complain(flags.problem)
    return found


def closest_only(asked: Query, group: Group = Group.SOME, *, has_rest: bool = False) -> None:
    """Report that nothing has all the words, or only with the rest of its page.

    The message names the group of the first hits.
    """
    these = {
        Group.SOME: "these are the closest by any word",
        Group.PAGE: "these have it with the rest of the page",
    }
    without = " without the rest of its page" if has_rest and group is Group.SOME else ""
    complain(f"{nothing_has(asked)}{without}; {these[group]}")


def remark(
    notes: Iterable[str],
    also_spelled: Sequence[str] = (),
    suggestions: Sequence[Suggestion] = (),
    alike: Sequence[Alike] = (),
    of: str = "",
) -> None:
    """Report guesses, other spellings, names that only sound alike, and suggestions.

    `of` is the query that they belong to, of several.
    """
    lead = f"{of}: " if of else ""
    for note in notes:
        complain(f"{lead}{note}")
    if also_spelled:
        complain(f"{lead}also spelled: {', '.join(also_spelled)}")
    if alike:
        others = ", ".join(f"{each.word} ({each.total:,})" for each in alike[:MOST_ALIKE])
        complain(f"{lead}not counted, but alike: {others}; --alike adds them")
    for other in suggestions:
        complain(f"{lead}did you mean {other.text}? ({count(other.total, 'hit')})")


def _offer_looser(line: str, found: Summary) -> None:
    """Report how many articles any of the words would find, for a line without hits."""
    if found.loosened:
        some = count(found.loosened, "article")
        complain(f"{line}: nothing has all of it; {some} would be found by any of the words")


def offer_rest(total: int, of: str = "") -> None:
    """Report the articles that have all of a query only with the rest of their page."""
    if total:
        lead = f"{of}: " if of else ""
        complain(f"{lead}{rest_words(total)}; --rest counts {'it' if total == 1 else 'them'}")


def in_colour() -> bool:
    """Return whether standard output is a terminal that shows bold text, and may."""
    return sys.stdout.isatty() and not (
        os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    )


def _records(result: _Result) -> Iterable[str]:
    if result.explanation is not None:
        yield json_text(meaning_record(result.explanation, result.request))
    for hit, score in result.hits:
        record = hit_record(hit)
        if result.explanation is not None:
            record["explain"] = None if score is None else score_record(score)
        yield json_text(record)
    yield from map(json_text, facet_records(result.answer))
    yield from map(json_text, month_records(result.answer, result.undated))


def _lines(result: _Result) -> Iterable[str]:
    colour = in_colour()
    columns = shutil.get_terminal_size().columns
    if result.explanation is not None:
        yield from meaning_text(result.explanation, result.request)
    group = Group.ALL
    for hit, score in result.hits:
        if hit.group is not group:
            group = hit.group
            yield from heading_text(group)
        yield from hit_text(hit, colour, columns if sys.stdout.isatty() else None)
        if score is not None:
            yield from score_text(score)
        yield ""
    yield from facets_text(result.answer)
    yield from months_text(result.answer, result.undated, columns)
