"""Check of the sources on disk: unreadable files, the reasons, and the commands that help."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexUnusableError
from index.files.home import Home
from index.ingest.registry import supported
from index.sync.holdings import Holding, holdings
from index.sync.manifest import Manifest
from index.sync.report import Problem
from index.sync.sources import Source
from index.sync.walk import FoundFile, Unreadable, walk
from tui.cli.access import is_readable, missing_mount, permission, remedy
from tui.cli.finding import Finding
from tui.view.dates import count

MOST_NAMED = 3
"""Files that are named one by one."""
AGAIN = "`newstui add` tries again"


@dataclass(frozen=True, slots=True)
class SourceLook:
    """A source on disk, beside its holding in the index."""

    holding: Holding
    files: int
    """Number of files that newstui would read, and of files and folders that it can't look at."""
    denied: Sequence[Problem]
    """Files and folders that the system does not let newstui read."""
    refused: Sequence[Problem]
    """Files that are no pages."""
    holds_others: bool
    """Whether other sources lie in this one; their files are not counted here."""

    @property
    def path(self) -> Path:
        """Path of the source."""
        return self.holding.source.path


def examine_sources(home: Home) -> Iterator[Finding]:
    """Yield a finding for each source, and for its unreadable files.

    Raises as `read_sources`.
    """
    with suppress(IndexUnusableError):  # reported with the list of indexed files
        found = holdings(home)
        among = [each.source for each in found]
        manifest = Manifest.peek(home.manifest)
        unread: set[str] = set()
        if manifest is not None:
            with manifest:
                unread = {file.path for file in manifest.unread() if file.digest is None}
        for holding in found:
            yield from _findings(_look(home, holding, among, unread))


def _look(home: Home, holding: Holding, among: Sequence[Source], unread: set[str]) -> SourceLook:
    files = 0
    denied: dict[str, Problem] = {}
    if holding.is_there:
        for item in walk(holding.source, among, own=home.path):
            if isinstance(item, Unreadable):
                denied[item.path] = Problem(item.path, item.reason)
            elif not (isinstance(item, FoundFile) and supported(Path(item.path))):
                continue
            elif not os.access(item.path, os.R_OK):
                denied[item.path] = Problem(item.path, "permission denied")
            files += 1
    for each in holding.problems:
        if each.path in unread:
            denied.setdefault(each.path, each)
    refused = [each for each in holding.problems if each.path not in denied]
    path = holding.source.path
    holds_others = any(path in each.path.parents for each in among)
    return SourceLook(holding, files, tuple(denied.values()), refused, holds_others)


def _findings(look: SourceLook) -> Iterator[Finding]:
    path = look.path
    kept = "; its articles are kept" if look.holding.articles else ""
    away = look.holding.away
    if away is not None:
        yield Finding("source", False, f"{path}: {away}{kept}", _when_away(path))
    elif not look.files and not look.holds_others:
        text = f"{path}: no file in it that newstui reads{kept}"
        yield Finding("source", False, text, _not_as_text(path))
    elif 0 < look.files <= len(look.denied) + len(look.refused):
        yield _nothing_read(look, kept)
    else:
        yield Finding("source", True, f"{path}: {_counts(look)}")
        yield from _denied(look)


def _nothing_read(look: SourceLook, kept: str) -> Finding:
    """Return the finding of a source without a readable file; its first file gives the reason."""
    first = (*look.denied, *look.refused)[0]
    is_itself = first.path == str(look.path)
    files = "its file" if look.files == 1 else f"any of its {look.files:,} files"
    whole = "" if is_itself else f"{look.path}: newstui can't read {files}; "
    is_denied = bool(look.denied)
    advice = _mended(first) if is_denied else _not_as_text(look.path)
    return Finding("source", False, f"{whole}{first.path}: {first.reason}{kept}", advice)


def _counts(look: SourceLook) -> str:
    """Return the counts: `3 files, 2 articles; 1 file is no page: `newstui sources` names it`."""
    counts = f"{count(look.files, 'file')}, {count(look.holding.articles, 'article')}"
    if look.holding.looked is None:
        return f"{counts}; not indexed to its end yet: `newstui add` goes on"
    number = len(look.refused)
    if not number:
        return counts
    are, them = ("is no page", "it") if number == 1 else ("are no pages", "them")
    return f"{counts}; {count(number, 'file')} {are}: `newstui sources` names {them}"


def _denied(look: SourceLook) -> Iterator[Finding]:
    for problem in look.denied[:MOST_NAMED]:
        yield Finding("file", False, f"{problem.path}: {problem.reason}", _mended(problem))
    if more := len(look.denied[MOST_NAMED:]):
        yield Finding("file", False, f"{count(more, 'more file')} can't be read", AGAIN)


def _mended(problem: Problem) -> str:
    path = Path(problem.path)
    if not os.path.exists(path):  # noqa: PTH110 (Path.exists raises for some)
        is_link = path.is_symlink()
        return f"rm {shlex.quote(str(path))}, or restore what it leads to" if is_link else AGAIN
    return AGAIN if is_readable(path) else permission(path)


def _when_away(path: Path) -> str:
    """Return the advice for a source that is not there."""
    mount = missing_mount(path)
    if mount is not None:
        return f"mount {shlex.quote(str(mount))}"
    remove = f"`newstui remove {shlex.quote(str(path))}`"
    gone = f"mount or restore it; if it moved, `newstui add NEWPLACE`, else {remove}"
    try:
        path.stat()
    except FileNotFoundError:
        return gone
    except OSError as error:
        return remedy(path, error, gone)
    return f"mount its disk there, or {remove}"


def _not_as_text(path: Path) -> str:
    return f"save pages there as plain text, or `newstui remove {shlex.quote(str(path))}`"
