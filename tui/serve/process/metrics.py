"""Metrics of the server in Prometheus' text format.

The text format is that of prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4.
"""

from __future__ import annotations

import asyncio
import os
import socket
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

METRICS_HOST = "127.0.0.1"
"""Address of the metrics: only this machine can read them."""
BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
"""Bounds of the histogram in seconds, from a key to its frame."""
REQUEST_SECONDS = 5.0


@dataclass(slots=True)
class ServerMetrics:
    """Counters of a running server."""

    readers: int = 0
    """Readers with a browser now."""
    visits: int = 0
    commands: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Refused connections and requests, by reason."""
    failed_logins: int = 0
    errors: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    frames_dropped: int = 0
    paints: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    paint_seconds: float = 0.0

    def painted(self, seconds: float) -> None:
        """Count the seconds from a key to the frame after it."""
        self.paints[bisect_left(BUCKETS, seconds)] += 1
        self.paint_seconds += seconds

    def lines(self) -> Iterator[str]:
        """Yield all counters in Prometheus' text format."""
        yield from _metric("readers", "gauge", "Readers at the moment", self.readers)
        yield from _metric("visits_total", "counter", "Readers since the start", self.visits)
        yield from _metric(
            "commands_total", "counter", "Commands without a terminal", self.commands
        )
        yield from _metric("failed_logins_total", "counter", "Keys turned away", self.failed_logins)
        yield from _metric("errors_total", "counter", "Defects that ended a visit", self.errors)
        yield from _metric("received_bytes_total", "counter", "Typed by readers", self.bytes_in)
        yield from _metric("sent_bytes_total", "counter", "Drawn for readers", self.bytes_out)
        dropped = "Frames not sent over a slow link"
        yield from _metric("dropped_frames_total", "counter", dropped, self.frames_dropped)
        yield from _metric("memory_bytes", "gauge", "Resident memory of the server", _resident())
        yield "# HELP newstui_refused_total Turned away, by the reason"
        yield "# TYPE newstui_refused_total counter"
        for reason, number in sorted(self.refused.items()):
            yield f'newstui_refused_total{{reason="{reason}"}} {number}'
        yield from self._histogram()

    def _histogram(self) -> Iterator[str]:
        name = "newstui_key_to_paint_seconds"
        yield f"# HELP {name} From a key to the frame after it"
        yield f"# TYPE {name} histogram"
        total = 0
        for bound, number in zip((*map(str, BUCKETS), "+Inf"), self.paints, strict=True):
            total += number
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self.paint_seconds:.6f}"
        yield f"{name}_count {total}"


def _metric(name: str, kind: str, about: str, value: float) -> Iterator[str]:
    yield f"# HELP newstui_{name} {about}"
    yield f"# TYPE newstui_{name} {kind}"
    yield f"newstui_{name} {value}"


def _resident() -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


async def serve_metrics(
    listening: socket.socket, lines: Callable[[], Iterator[str]]
) -> asyncio.Server:
    """Answer every HTTP request on a socket with the current metrics."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(REQUEST_SECONDS):
                await reader.readuntil(b"\r\n\r\n")
            body = "".join(f"{line}\n" for line in lines()).encode()
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, sock=listening, limit=8192)
