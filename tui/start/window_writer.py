"""Writer of a window's record: position and frame for the next start."""

from __future__ import annotations

import asyncio
import json
import threading
import zlib
from typing import Any

from index.archive.first_page import FirstPage, from_json, to_json
from tui.start.window_files import Window, WindowRecord, look_of
from tui.view.locations import Location


class WindowWriter:
    """A window's saved first page and places, with their writer.

    Without a window it saves nothing.
    """

    def __init__(self, window: Window | None = None, show_page: bool = True) -> None:
        """Read the window's record; `show_page=False` shows no page of an earlier run."""
        body = _body(window.kept) if window is not None else {}
        self.page: FirstPage | None = from_json(body.get("page")) if show_page else None
        """The top of the list, as it was at the last run, and later as it is."""
        places = body.get("places")
        self.places: list[Location] = places if isinstance(places, list) else []
        """The reader's places in a window that was cut off; empty begins at the list."""
        self._window = window
        self._writing = asyncio.Lock()
        self._file = threading.Lock()
        """Lock of the file for threads: a cancelled task ends before its writing thread."""
        self._is_closed = False

    @property
    def is_kept(self) -> bool:
        """Whether there is an open window to write to."""
        return self._window is not None and not self._is_closed

    async def keep(
        self, home: str, size: tuple[int, int], places: list[Location], frame: bytes, drawn: str
    ) -> None:
        """Save the reader's places and the frame that shows them.

        `frame` is the frame as it is sent, `drawn` as the screen drew it. Empty places mean that
        the reader has left, and the next start begins at the list.
        """
        page = to_json(self.page) if self.page else None
        body = json.dumps({"page": page, "places": places}).encode()
        packed = zlib.compress(drawn.encode("utf-8", "replace"), 1)
        async with self._writing:
            if self._window is not None and not self._is_closed:
                kept = WindowRecord(body, look_of(home, *size), frame, bool(places), packed)
                await asyncio.to_thread(self._write, self._window, kept)

    async def close(self) -> None:
        """Release the file for the next window; nothing is written from now on."""
        async with self._writing:
            if self._window is not None and not self._is_closed:
                with self._file:
                    self._is_closed = True
                    self._window.close()

    def _write(self, window: Window, kept: WindowRecord) -> None:
        with self._file:
            if not self._is_closed:
                window.write(kept)

    def forget(self) -> None:
        """Delete the record after a defect: the next start must not run into the defect again."""
        if self._window is not None and not self._is_closed:
            with self._file:
                self._is_closed = True
                self._window.forget()
                self._window.close()


def _body(kept: WindowRecord | None) -> dict[str, Any]:
    try:
        body = json.loads(kept.body) if kept else {}
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    return body if kept and kept.is_waiting else {**body, "places": []}
