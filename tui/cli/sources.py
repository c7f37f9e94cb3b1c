"""Sources as the command line names, lists and takes them out."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexUnusableError
from index.files.os_errors import NO_SUCH
from index.sync.holdings import Holding, holdings, known_problems
from index.sync.sources import SAMPLES, SEEDS, read_sources, remove_samples, remove_source
from index.text.clean import clean_line
from tui.view.dates import count

if TYPE_CHECKING:
    from index.files.home import Home
    from index.sync.intake import Intake
    from index.sync.report import Problem, Report

MOST_PROBLEMS = 5
"""Unreadable files of a source that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems of an update: of the sources that its command named, and of others."""

    named: tuple[Problem, ...] = ()
    fresh: tuple[Problem, ...] = ()
    """Problems of other sources, not known before."""
    elsewhere: int = 0
    """Number of problems of other sources that were known before."""


def sorted_out(
    report: Report, before: Collection[Problem], places: Collection[str] | None
) -> Problems:
    """Sort the problems of a report; `places` are the real paths of the command, None for all."""
    found = (*report.unreadable, *report.unreachable)
    if places is None:
        return Problems(found)
    named = {each: None for each in found if any(_meet(each.path, place) for place in places)}
    others = [each for each in found if each not in named]
    fresh = tuple(each for each in others if each not in before)
    return Problems(tuple(named), fresh, len(others) - len(fresh))


def _meet(path: str, place: str) -> bool:
    """Return whether two paths are equal, or one lies in the other."""
    inner, outer = (f"{each.rstrip('/')}/" for each in (path, place))
    return inner.startswith(outer) or outer.startswith(inner)


def problems_before(home: Home) -> frozenset[Problem]:
    """Return the known problems; none where the list of indexed files is damaged."""
    with suppress(IndexUnusableError):
        return frozenset(known_problems(home))
    return frozenset()


@dataclass(slots=True)
class Aftermath:
    """Messages after adding: complaints on standard error, hints on standard output."""

    complaints: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def after_adding(home: Home, intakes: Sequence[Intake], report: Report) -> Aftermath:
    """Return messages on refused and moved sources; remove new ones that are unreadable files.

    A folder without a readable file stays a source, for it may fill.
    """
    said = Aftermath()
    unreadable = {problem.path for problem in report.unreadable}
    by_name = {each.source.name: each for each in holdings(home)} if intakes else {}
    for intake in intakes:
        source, problem = intake.source, intake.problem
        if problem is not None:
            said.complaints.append(_refusal(problem))
        if source is None:
            continue
        if intake.moved_from is not None:
            said.hints.append(f"{source.path}: moved from {intake.moved_from}; the same source")
        if intake.is_new and str(source.path) in unreadable and not source.path.is_dir():
            remove_source(home.sources, source.path)
            said.complaints.append(f"{source.path}: not kept as a source")
        elif not by_name[source.name].articles and source.path.is_dir():
            said.complaints.append(_nothing_in(source.path))
    new = {intake.source.name for intake in intakes if intake.source and intake.is_new}
    own = {name for name, each in by_name.items() if _has_own(each)}
    if SEEDS in by_name and own and own <= new:
        samples = count(by_name[SEEDS].articles, "sample article")
        said.hints.append(f"`newstui remove {SAMPLES}` takes the {samples} out")
    return said


def _refusal(problem: Problem) -> str:
    if problem.reason == NO_SUCH:
        return f"No such file or folder: {problem.path}"
    return f"{problem.path}: {problem.reason}"


def _nothing_in(folder: Path) -> str:
    from index.ingest.registry import KINDS

    return (
        f"{folder}: nothing in it can be read; newstui reads {KINDS}. It is kept as a source:"
        " `newstui remove` takes it out"
    )


def _has_own(holding: Holding) -> bool:
    return holding.source.name != SEEDS and holding.articles > 0


def take_out(home: Home, what: str) -> str | None:
    """Remove a source from the list; return the reason where it can't be removed, else None."""
    if what == SAMPLES:
        return None if remove_samples(home.sources) else "the samples are not in the archive"
    if remove_source(home.sources, Path(what)):
        return None
    real = os.path.realpath(what)
    outer = [each for each in read_sources(home.sources) if each.holds(real)]
    if outer:
        return f"{what}: not a source, but a part of {outer[-1].path}"
    return f"{what or repr(what)}: not a source; `newstui sources` lists them"


def source_lines(found: Sequence[Holding]) -> Iterator[str]:
    """Yield a line for each source, with its problems below, and a total of the archive."""
    for each in found:
        name = SAMPLES if each.source.name == SEEDS else clean_line(str(each.source.path))
        holds = f"{count(each.files, 'file')}, {count(each.articles, 'article')}"
        looked = f"looked through {each.looked:%Y-%m-%d %H:%M} UTC" if each.looked else "new"
        source = f"source {each.name.name} ({each.name.by}), " if each.name else ""
        yield f"{name}: {holds}, {source}{looked}"
        if not each.is_there:
            yield f"    {each.away}; its articles are kept"
        for problem in each.problems[:MOST_PROBLEMS]:
            yield f"    {clean_line(problem.path)}: {clean_line(problem.reason)}"
        if len(each.problems) > MOST_PROBLEMS:
            yield f"    {len(each.problems) - MOST_PROBLEMS:,} more can't be read"
    if len(found) > 1:
        files = count(sum(each.files for each in found), "file")
        yield f"total: {files}, {count(sum(each.distinct for each in found), 'article')}"


def source_records(found: Sequence[Holding]) -> Iterator[str]:
    """Yield a JSON object for each source."""
    for each in found:
        record = {
            "path": clean_line(str(each.source.path)),
            "name": SAMPLES if each.source.name == SEEDS else clean_line(each.source.name),
            "source": each.name.name if each.name else None,
            "source_by": each.name.by.value if each.name else None,
            "is_there": each.is_there,
            "away": each.away,
            "files": each.files,
            "articles": each.articles,
            "distinct": each.distinct,
            "looked": each.looked.isoformat(timespec="seconds") if each.looked else None,
            "unreadable": [
                {"path": clean_line(problem.path), "reason": clean_line(problem.reason)}
                for problem in each.problems
            ],
        }
        yield json.dumps(record, ensure_ascii=False)
