"""Tests of the progress line of indexing."""

from __future__ import annotations

import pytest

from index.sync.report import Progress
from tui.view.progress import progress_text


@pytest.mark.parametrize(
    ("progress", "room", "text"),
    [
        (Progress(total_files=1_000), None, "looking for changes: 1,000 files found"),
        (Progress(total_files=1_000), 20, "1,000 files found"),
        (Progress(total_files=1_000), 5, ""),
        (Progress(seconds=0.5), 80, ""),
        (Progress(2, 4, 5, seconds=0.01), 39, "indexing 2 of 4 files · 5 articles"),
        (Progress(2, 4, 5, seconds=0.01), 30, "2 of 4 files · 5 articles"),
    ],
)
def test_as_much_is_said_as_is_known_and_fits(
    progress: Progress, room: int | None, text: str
) -> None:
    assert progress_text(progress, room) == text
