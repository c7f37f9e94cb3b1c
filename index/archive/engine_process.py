"""Process that answers searches."""

from __future__ import annotations

import faulthandler
import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from index.archive.messages import Call, Cancel, Changed, Reply
from index.engine.protocol import SearchEngine
from index.errors import IndexUnusableError, NewstuiError, Stopped
from index.files.home import MANIFEST, Home
from index.ipc.helper import wire_to_parent
from index.ipc.wire import MessageTooLongError, Wire
from index.query import Flag
from index.search.answer import answer
from index.search.article_page import opened
from index.search.concordance import concordance
from index.state.lookup import FlagIds

PATIENCE_SECONDS = 2.0
"""Seconds that a search may go on after the parent's end; most searches stop at once."""
LOOK_SECONDS = 1.0
"""Shortest time, in seconds, between two checks for a newer commit."""

_log = logging.getLogger(__name__)


class _Inbox:
    """Queue of calls for the thread that searches, and the numbers of the cancelled calls."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._calls: deque[Call] = deque()
        self._news = Condition()
        self._cancelled: set[int] = set()
        self._is_closed = False

    def listen(self) -> None:
        """Receive messages until the parent closes the wire; only one thread may do so."""
        try:
            with suppress(EOFError, OSError):
                while True:
                    self._receive()
        finally:
            with self._news:
                self._is_closed = True
                self._news.notify()

    def take(self, timeout: float) -> Call | None:
        """Return the next call, or None when none came in time. Raises `EOFError` at the end."""
        with self._news:
            self._news.wait_for(lambda: self._calls or self._is_closed, timeout)
            if self._is_closed:
                raise EOFError
            return self._calls.popleft() if self._calls else None

    def is_stale(self, call: Call) -> bool:
        """Return whether a call is cancelled or the wire closed. For the searching thread."""
        return call.number in self._cancelled or self._is_closed

    def forget(self, call: Call) -> None:
        """Forget the cancellations of an answered call and of all earlier calls."""
        with self._news:
            self._cancelled = {number for number in self._cancelled if number > call.number}

    def _receive(self) -> None:
        message = self._wire.receive()
        with self._news:
            match message:
                case Call():
                    self._calls.append(message)
                    self._news.notify()
                case Cancel(number):
                    self._cancelled.add(number)


class _Desk:
    """The engine, opened again whenever its index was made anew, with the dispatch of calls."""

    def __init__(
        self,
        folder: Path,
        open_engine: Callable[[Path], SearchEngine],
        ids_of: Callable[[Flag], frozenset[str]],
    ) -> None:
        self._folder = folder
        self._open_engine = open_engine
        self._ids_of = ids_of
        self._engine: SearchEngine | None = None
        self._looked = -inf
        self._was_unusable = False

    def look(self) -> Changed | None:
        """Check for a newer commit, at most every `LOOK_SECONDS`; return it, or None."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return None
        self._looked = now
        try:
            engine = self._opened()
            is_new = engine.refresh() or self._was_unusable
        except (IndexUnusableError, OSError):
            self._drop()
            return None
        self._was_unusable = False
        return Changed(engine.generation) if is_new else None

    def reply(self, call: Call, stop: Callable[[], bool]) -> Reply:
        """Return the answer to a call, or the error that it raised."""
        if stop():
            return Reply(call.number, error=Stopped())
        try:
            return Reply(call.number, self._answer(call.method, call.arguments, stop))
        except IndexUnusableError as error:
            self._drop()
            return Reply(call.number, error=error)
        except (NewstuiError, Stopped) as error:
            return Reply(call.number, error=error)
        except MemoryError:
            reason = "this needs more memory than there is"
            return Reply(call.number, error=NewstuiError(reason))
        except Exception as error:  # noqa: BLE001 (reported and logged; the next call may succeed)
            _log.exception("%s failed", call.method)
            reason = f"the search failed ({type(error).__name__}); newstui.log says where"
            return Reply(call.number, error=NewstuiError(reason))

    def close(self) -> None:
        """Close the index."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _answer(self, method: str, arguments: tuple[Any, ...], stop: Callable[[], bool]) -> Any:
        engine = self._opened()
        match method:
            case "search":
                return answer(engine, self._ids_of, arguments[0], stop)
            case "concordance":
                request, place, limit, per_article = arguments
                ids_of = self._ids_of
                return concordance(engine, ids_of, request, place, limit, stop, per_article)
            case "words":
                return engine.words(arguments[0], arguments[1], stop)
            case "opened":
                id, query = arguments
                return opened(engine, id, query, self._folder / MANIFEST)
            case "look":
                self._looked = -inf  # all later calls are answered after the check
                return None
            case "article" | "slugs":
                return getattr(engine, method)(*arguments)
            case _:
                raise NewstuiError(f"the engine can't {method}")

    def _opened(self) -> SearchEngine:
        if self._engine is None:
            self._engine = self._open_engine(self._folder)
        return self._engine

    def _drop(self) -> None:
        self._was_unusable = True
        with suppress(NewstuiError, OSError):
            self.close()
        self._engine = None


def serve(
    wire: Wire,
    folder: Path,
    open_engine: Callable[[Path], SearchEngine],
    ids_of: Callable[[Flag], frozenset[str]],
) -> None:
    """Answer calls until the parent closes the wire.

    A cancelled search is answered with `Stopped`. Between calls the process checks for a newer
    commit and reports it. An unusable index is answered with its error and opened again with the
    next call: it may be about to be rebuilt.
    """
    inbox = _Inbox(wire)
    Thread(target=inbox.listen, daemon=True).start()
    desk = _Desk(folder, open_engine, ids_of)
    with suppress(EOFError, OSError):
        while True:
            changed = desk.look()
            if changed:
                wire.send(changed)
            call = inbox.take(LOOK_SECONDS)
            if call:
                _send(wire, desk.reply(call, partial(inbox.is_stale, call)))
                inbox.forget(call)
    desk.close()


def _send(wire: Wire, reply: Reply) -> None:
    try:
        wire.send(reply)
    except MessageTooLongError as error:
        wire.send(Reply(reply.number, error=error))


def main(opener: Callable[[Path], SearchEngine] | None = None) -> None:
    """Run with the number of an inherited socket and the home's path as arguments."""
    faulthandler.enable()
    logging.basicConfig(format="%(asctime)s %(process)d %(message)s")
    descriptor, path = sys.argv[1:]
    home = Home(Path(path))
    with wire_to_parent(descriptor, PATIENCE_SECONDS) as wire:
        if opener is None:
            from index.engine.open import open_engine

            opener = open_engine
        serve(wire, home.index, opener, FlagIds(home.state, home.moves))


if __name__ == "__main__":
    main()
