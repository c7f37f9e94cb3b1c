"""Tests of the stored window: the top of the list, the reader's position, a frame."""

from __future__ import annotations

import asyncio
import time
import zlib
from pathlib import Path

import pytest

from index.archive.first_page import FirstPage
from tui.start.window_files import Window, WindowRecord, look_of, open_window
from tui.start.window_writer import WindowWriter
from tui.view.locations import Location

SIZE = 80, 24
PLACES: list[Location] = [{"screen": "list", "cursor": 3}, {"screen": "help"}]
PAGE = FirstPage((), 3, 2)


def opened(home: Path) -> Window:
    window = open_window(str(home))
    assert window is not None
    return window


async def keep(home: Path, places: list[Location], page: FirstPage | None = None) -> None:
    """Open a window, write to it, and close it."""
    bookmark = WindowWriter(opened(home))
    bookmark.page = page
    await bookmark.keep(str(home), SIZE, places, b"frame", "drawn")
    await bookmark.close()


async def test_who_was_cut_off_goes_on_where_they_were(tmp_path: Path) -> None:
    await keep(tmp_path, PLACES)
    window = opened(tmp_path)
    assert window.kept is not None
    assert window.kept.is_waiting
    assert window.kept.frame == b"frame"
    assert zlib.decompress(window.kept.drawn) == b"drawn"
    assert window.kept.look == look_of(str(tmp_path), *SIZE)
    assert WindowWriter(window).places == PLACES


async def test_who_left_begins_at_the_list(tmp_path: Path) -> None:
    await keep(tmp_path, PLACES)
    await keep(tmp_path, [], PAGE)
    window = opened(tmp_path)
    assert window.kept is not None
    assert not window.kept.is_waiting
    assert WindowWriter(window).places == []
    assert WindowWriter(window).page is not None


async def test_who_is_cut_off_while_it_is_written_loses_nothing(tmp_path: Path) -> None:
    class SlowDisk(Window):
        """Window with slow writes, which asserts that no write overlaps another or the close."""

        busy = False
        number = 0

        def write(self, kept: WindowRecord) -> None:
            assert not self.busy
            self.busy = True
            self.number += 1
            time.sleep(0.2)
            super().write(kept)
            self.busy = False

        def close(self) -> None:
            assert not self.busy
            super().close()

    plain = opened(tmp_path)
    window = SlowDisk(plain._path, plain._lock, None)
    bookmark = WindowWriter(window)
    first = asyncio.create_task(bookmark.keep(str(tmp_path), SIZE, PLACES[:1], b"", ""))
    await asyncio.sleep(0.05)
    first.cancel()
    await bookmark.keep(str(tmp_path), SIZE, PLACES, b"", "")
    last = asyncio.create_task(bookmark.keep(str(tmp_path), SIZE, PLACES, b"", ""))
    await asyncio.sleep(0.05)
    last.cancel()
    await bookmark.close()
    assert window.number == 3
    assert WindowWriter(opened(tmp_path)).places == PLACES


async def test_the_page_of_an_earlier_run_can_be_left_out(tmp_path: Path) -> None:
    await keep(tmp_path, PLACES, PAGE)
    bookmark = WindowWriter(opened(tmp_path), show_page=False)
    assert bookmark.page is None
    assert bookmark.places == PLACES, "where one was is another matter"


async def test_after_it_is_closed_nothing_is_written(tmp_path: Path) -> None:
    bookmark = WindowWriter(opened(tmp_path))
    await bookmark.keep(str(tmp_path), SIZE, PLACES, b"", "")
    await bookmark.close()
    assert not bookmark.is_kept
    await bookmark.keep(str(tmp_path), SIZE, [], b"", "")
    await bookmark.close()
    assert WindowWriter(opened(tmp_path)).places == PLACES, (
        "the file may be another window's by now"
    )


async def test_after_a_defect_nothing_is_kept(tmp_path: Path) -> None:
    bookmark = WindowWriter(opened(tmp_path))
    await bookmark.keep(str(tmp_path), SIZE, PLACES, b"", "")
    bookmark.forget()
    assert opened(tmp_path).kept is None


async def test_without_a_window_nothing_is_kept_and_nothing_fails() -> None:
    bookmark = WindowWriter()
    assert not bookmark.is_kept
    await bookmark.keep("nowhere", SIZE, PLACES, b"", "")
    bookmark.forget()
    await bookmark.close()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"places": 1}', b'{"page": 1}', b"\xff"])
def test_what_is_none_of_ours_is_as_if_there_were_nothing(tmp_path: Path, body: bytes) -> None:
    window = opened(tmp_path)
    window.kept = WindowRecord(body, b"", b"", is_waiting=True)
    bookmark = WindowWriter(window)
    assert (bookmark.page, bookmark.places) == (None, [])
