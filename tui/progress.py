"""How far is the indexing?"""

from __future__ import annotations

from index.report import Progress
from tui.clock import count

BAR = 20
"""Cells of the bar."""


def progress_text(progress: Progress) -> str:
    """A bar, the files read so far, the articles in them."""
    total = max(progress.total_files, 1)
    filled = min(round(BAR * progress.done_files / total), BAR)
    return (
        f"indexing {'█' * filled}{'░' * (BAR - filled)} {progress.done_files:,} of "
        f"{count(progress.total_files, 'file')} · {count(progress.articles, 'article')}"
    )
