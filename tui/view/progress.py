"""Progress of indexing in words."""

from __future__ import annotations

from collections.abc import Mapping

from index.sync.report import Progress, Report
from tui.view.dates import count

MOST_KINDS = 5
"""Suffixes that are named one by one."""

BAR = 20
"""Cells of the bar."""


def progress_text(progress: Progress, room: int | None = None) -> str:
    """Return a bar, the files read, their articles and the speed, as much as fits in `room` cells.

    A narrow room leaves the bar out; None sets no limit. While folders are listed, the text is the
    number of files found; it is empty where no file needs reading.
    """
    if not progress.seconds:  # folders are still being listed
        found = f"{count(progress.total_files, 'file')} found"
        texts = (f"looking for changes: {found}", found)
        return next((text for text in texts if room is None or len(text) <= room), "")
    if not progress.total_files:
        return ""
    filled = min(round(BAR * progress.done_files / progress.total_files), BAR)
    bar = f"{'█' * filled}{'░' * (BAR - filled)} "
    done = (
        f"{progress.done_files:,} of {count(progress.total_files, 'file')}"
        f" · {count(progress.articles, 'article')}"
    )
    for text in (f"indexing {bar}{done}{speed_text(progress)}", f"indexing {done}", done):
        if room is None or len(text) <= room:
            return text
    return done[: max(room or 0, 0)]


def speed_text(done: Progress | Report) -> str:
    """Return ` · 4,130/s · 7.2 MB/s`; empty before the first article."""
    if not done.articles_per_second:
        return ""
    return f" · {done.articles_per_second:,.0f}/s · {done.bytes_per_second / 1e6:,.1f} MB/s"


def other_kinds_text(kinds: Mapping[str, int]) -> str:
    """Return `3 files of kinds that are not read: 2 .pdf, 1 .jpg`."""
    named = [f"{number:,} {suffix or 'without suffix'}" for suffix, number in kinds.items()]
    rest = sum([*kinds.values()][MOST_KINDS:])
    if rest:
        named[MOST_KINDS:] = [f"{rest:,} others"]
    files = count(sum(kinds.values()), "file")
    return f"{files} of kinds that are not read: {', '.join(named)}"


def change_words(report: Report) -> str:
    """Return the changes of an update: `2 files added, 1 changed · 40 articles`.

    `no file has changed` without any.
    """
    counted = ((report.added, "added"), (report.changed, "changed"), (report.gone, "gone"))
    changes = [f"{number:,} {what}" for number, what in counted if number]
    if not changes:
        return "no file has changed"
    first, *others = changes
    number, what = first.split()
    noun = "file" if number == "1" else "files"
    return (
        f"{', '.join((f'{number} {noun} {what}', *others))} · {count(report.articles, 'article')}"
    )
