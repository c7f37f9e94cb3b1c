"""Latency of a served archive for many readers, alone and under attack.

`python -m bench.serve` with the Python of an installed newstui and its extra `serve`; it takes
some eight minutes. Real SSH clients on loopback, in one process of their own, press a key a second
each: only the cursor's keys, or the keys of a reader who searches and reads. A bare Textual app
shows the share of the libraries (`bench.bare_textual`). Another table has the cost of a key of each
kind, and the last table the latency of ten readers beside hostile clients. Clients, server and
engines share the machine's cores: on two cores the figures of many readers contain the clients'
work, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from bench.archives import home
from bench.served import COMMAND, Served, bare, serving
from bench.ssh_readers import Reader, arrivals, arrive, leave
from bench.ssh_troubles import TROUBLES

DOWN, ESCAPE = "\x1b[B", "\x1b"
CURSOR = tuple("jjjkjjkkjk")
"""Keys of a reader that moves along the list."""
MIXED = (*"jjkjj", "\r", *"jjjk", "q", *"jk", "/", *"war", DOWN, *"jj", "\r", *"jj", "q", ESCAPE)
"""Keys of a reader that opens an article, and looks for another one."""
LAP = (
    *(("down the list", "j"),) * 4,
    ("open an article", "\r"),
    *(("down the article", "j"),) * 4,
    ("close it", "q"),
    ("open the search", "/"),
    *(("type a letter", letter) for letter in "war"),
    ("to the hits", DOWN),
    *(("down the hits", "j"),) * 2,
    ("open a hit", "\r"),
    ("close it", "q"),
    ("leave the search", ESCAPE),
)
"""Keys by their effect, for the cost of each kind."""
LAPS = 4
AFTER_A_KEY = 0.35
"""Seconds after which all work of a key is done."""
AT_ONCE = 4
"""Number of readers that log in at the same time while their number grows."""
SETTLED = 3.0
"""Seconds after which a login or logout costs nothing more."""


def times(readers: Sequence[Reader]) -> str:
    """Return p50, p95 and p99 of all paints in ms, the keys without a paint, the lost clients."""
    paints = sorted(paint for reader in readers for paint in reader.paints)
    silent = sum(reader.silent for reader in readers)
    lost = sum(reader.client.lost for reader in readers)
    if len(paints) < 2:
        return f"nothing was painted after {silent} keys | {lost}"
    cuts = statistics.quantiles(paints, n=100)
    p50, p95, p99 = (cuts[at] * 1000 for at in (49, 94, 98))
    return f"{p50:.0f} / {p95:.0f} / {p99:.0f} | {silent} of {len(paints) + silent}, {lost} lost"


async def read(readers: Sequence[Reader], keys: Sequence[str], seconds: float) -> None:
    """Press a key a second in each client, each at another moment."""
    for reader in readers:
        reader.forget()
    until = time.monotonic() + seconds
    await asyncio.gather(*(reader.go_on(keys, until) for reader in readers))


async def by_kind(folder: Path) -> None:
    """Print the processor time of the server and its engines for a key of each kind."""
    print("| key | server's CPU ms | engines' CPU ms |\n| - | -: | -: |")
    spent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    async with serving(folder) as served:
        reader = await arrive(served.port)
        await asyncio.sleep(SETTLED)
        for lap in range(LAPS):
            for kind, key in LAP:
                before = served.cpu, served.engines_cpu
                reader.channel.write(key.encode())
                await asyncio.sleep(AFTER_A_KEY)
                if lap:
                    spent[kind].append((served.cpu - before[0], served.engines_cpu - before[1]))
        await leave([reader])
    for kind, costs in spent.items():
        server, engines = (statistics.median(column) * 1000 for column in zip(*costs, strict=True))
        print(f"| {kind} | {server:.1f} | {engines:.1f} |", flush=True)
    print()


@dataclass
class Crowd:
    """Server with a growing number of readers."""

    name: str
    served: Served
    readers: list[Reader] = field(default_factory=list)
    empty: float = 0.0
    """MiB of the server before any login."""

    async def grow(self, number: int) -> float:
        """Log in up to so many readers; return the new ones' median seconds to a first frame."""
        new = await arrivals(self.served.port, number - len(self.readers), AT_ONCE)
        self.readers += new
        return statistics.median(reader.first_paint for reader in new)

    async def press(self, keys: Sequence[str], seconds: float) -> str:
        """Press keys; return their times to paint, the processor time, and the memory."""
        await read(self.readers, keys, len(keys) + SETTLED)
        before, begun = self.served.cpu, time.monotonic()
        await read(self.readers, keys, seconds)
        spent = self.served.cpu - before
        pressed = sum(len(reader.paints) + reader.silent for reader in self.readers)
        return (
            f"{times(self.readers)} | {spent / max(1, pressed) * 1000:.1f} |"
            f" {spent / (time.monotonic() - begun):.2f} |"
            f" {(self.served.memory - self.empty) / len(self.readers):.2f}"
        )


async def growing(folder: Path, numbers: Sequence[int], seconds: float) -> None:
    """Print figures of ever more readers: the cursor's keys at each number, the same in a bare
    Textual app right afterwards, for the machine's speed comes and goes; then on a new server mixed
    keys.
    """
    async with serving(folder) as served, bare(folder) as other:
        crowds = [Crowd("newstui", served), Crowd("bare Textual", other)]
        await _growing("the cursor's keys", crowds, numbers, CURSOR, seconds)
    async with serving(folder) as served:
        await _growing("mixed keys", [Crowd("newstui", served)], numbers, MIXED, seconds)


async def _growing(
    name: str, crowds: Sequence[Crowd], numbers: Sequence[int], keys: Sequence[str], seconds: float
) -> None:
    print(
        f"| readers, {name} | of | key to paint p50 / p95 / p99 ms | keys without paint |"
        " server's CPU a key ms | cores taken | MiB a reader | first paint ms |\n"
        "| -: | - | -: | -: | -: | -: | -: | -: |"
    )
    for crowd in crowds:
        crowd.empty = crowd.served.memory
    for number in numbers:
        for crowd in crowds:
            first = await crowd.grow(number)
            row = await crowd.press(keys, seconds)
            print(f"| {number} | {crowd.name} | {row} | {first * 1000:.0f} |", flush=True)
    print()
    for crowd in crowds:
        full = crowd.served.memory
        await leave(crowd.readers)
        await asyncio.sleep(2 * SETTLED)
        print(
            f"{crowd.name}, empty: {crowd.empty:.0f} MiB; full: {full:.0f};"
            f" all have left: {crowd.served.memory:.0f}.\n"
        )


async def troubled(folder: Path, seconds: float, rounds: int) -> None:
    """Print the latency of ten readers, alone and beside each kind of trouble, in rounds."""
    print(
        "| ten readers beside | key to paint p50 / p95 / p99 ms | keys without paint |"
        " MiB afterwards |\n| - | -: | -: | -: |"
    )
    async with serving(folder) as served:
        readers = await arrivals(served.port, 10, 2)
        await asyncio.sleep(SETTLED)
        for trouble in (None, *TROUBLES * rounds, None):
            await _beside(served, readers, trouble, seconds)
        await leave(readers)
        print(f"\nThe server {'lives' if served.is_alive else 'IS DEAD'}.")


async def _beside(
    served: Served,
    readers: Sequence[Reader],
    trouble: Callable[[int], Awaitable[Any]] | None,
    seconds: float,
) -> None:
    reading = asyncio.ensure_future(read(readers, CURSOR, seconds))
    about = (trouble.__doc__ or "").strip() if trouble else "nobody else"
    if trouble is not None:
        try:
            await asyncio.wait_for(trouble(served.port), 10 * seconds)
        except (OSError, asyncssh.Error) as error:
            about += f" ({type(error).__name__})"
    await reading
    await asyncio.sleep(SETTLED)
    print(f"| {about} | {times(readers)} | {served.memory:.0f} |", flush=True)


def main() -> None:
    """Print all tables, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, nargs="*", default=[1, 10, 50, 100])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2, help="of each kind of trouble")
    parser.add_argument("--archive", help="a corpus's name; the seeds alone without")
    parser.add_argument("--only", choices=["kinds", "growing", "troubled"])
    given = parser.parse_args()
    folder = home(COMMAND, given.archive)
    tables = {
        "kinds": by_kind(folder),
        "growing": growing(folder, given.readers, given.seconds),
        "troubled": troubled(folder, given.seconds, given.rounds),
    }
    for name, table in tables.items():
        if given.only in (None, name):
            print(f"Load average: {os.getloadavg()[0]:.1f}; cores: {os.cpu_count()}\n", flush=True)
            asyncio.run(table)
        else:
            table.close()


if __name__ == "__main__":
    main()
