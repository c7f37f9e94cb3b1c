"""Time to the browser's first frame, and the cost of a key.

`python -m bench.browser` with the Python of an installed, byte-compiled newstui. Every figure is
measured in a pty through a terminal emulator, in turn with its floor: a bare Textual app.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.archives import home
from tests.terminal import Terminal

COMMAND = Path(sys.executable).with_name("newstui")
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare frame")
Bare().run(mouse=False)
"""
QUIET = 0.12
"""Seconds without output after which a key's work is taken to be done."""
FIRST = 1.0
"""Seconds without any output after which a key is taken to draw nothing."""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a terminal of 256 colours, without SSH."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NEWSTUI_HOME": str(folder),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


def first_frame(command: list[str | Path], folder: Path, text: bytes) -> float:
    """Return the seconds from fork to the bytes that hold a text."""
    with Terminal(command, environment(folder), 120, 40) as terminal:
        end = time.monotonic() + 60
        while text not in terminal.raw and time.monotonic() < end:
            time.sleep(0.001)
        at = bytes(terminal.raw).find(text) + len(text)
        if at < len(text):
            raise SystemExit(f"{text!r} never came")
        seconds = next(when for when, count in terminal.stamps if count >= at) - terminal.started
        time.sleep(1.0)  # let it come up whole: the next start shows the frame that this one stores
        return seconds


def starts(runs: int) -> None:
    """Print the time to the first frame with the seeds and with Reuters against a bare Textual app,
    in turn; and the time to the stored frame against Python alone.
    """
    titles = {None: b"Zhelensky", "reuters": first_title()}
    archives = {name: home(COMMAND, name) for name in titles}
    bare: list[float] = []
    python: list[float] = []
    found: dict[str | None, list[float]] = {name: [] for name in titles}
    last: dict[str | None, list[float]] = {name: [] for name in titles}
    for name, folder in archives.items():
        first_frame([COMMAND], folder, titles[name])  # the first launch fills the first page
    for _ in range(runs):
        bare.append(first_frame([sys.executable, "-c", BARE], archives[None], b"bare frame"))
        python.append(whole([sys.executable, "-c", "pass"]))
        for name, folder in archives.items():
            live: list[str | Path] = [COMMAND, "--fresh", "--no-cache"]
            found[name].append(first_frame(live, folder, titles[name]))
            last[name].append(first_frame([COMMAND], folder, titles[name]))
    row("bare Textual app", bare, bare)
    row("newstui, the seeds", found[None], bare)
    row("newstui, Reuters-21578", found["reuters"], bare)
    row("`python -c pass` (ratios below: to this)", python, python)
    row("what was last seen, the seeds", last[None], python)
    row("what was last seen, Reuters-21578", last["reuters"], python)


def first_title() -> bytes:
    """Return the start of a title on Reuters' first page, from the command line."""
    listed = subprocess.run(
        [COMMAND, "--home", home(COMMAND, "reuters"), "search", "is:article", "--sort", "newest",
         "--limit", "8", "--format", "text"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return listed.stdout.split()[0].encode()


def row(what: str, values: list[float], floor: list[float]) -> None:
    """Print the median, the spread, and the median of the pairwise ratios."""
    ratio = statistics.median(a / b for a, b in zip(values, floor, strict=True))
    low, middle, high = min(values), statistics.median(values), max(values)
    print(f"| {what} | {middle * 1000:.0f} ms ({low * 1000:.0f}-{high * 1000:.0f}) | {ratio:.2f} |")


def settle(terminal: Terminal, act: Callable[[], None], quiet: float = QUIET) -> tuple[float, int]:
    """Return (seconds to the last byte, bytes) that an act causes, up to a pause."""
    before, begun = len(terminal.raw), time.monotonic()
    act()
    last = begun
    seen = before
    while time.monotonic() - last < (quiet if seen > before else max(quiet, FIRST)):
        time.sleep(0.002)
        if len(terminal.raw) > seen:
            seen, last = len(terminal.raw), terminal.stamps[-1][0]
    return last - begun, seen - before


def keys(name: str | None, runs: int) -> None:
    """Print the cost of keys at 80x24: milliseconds to the last byte, and bytes."""
    folder = home(COMMAND, name)
    with Terminal([COMMAND], environment(folder), 80, 24) as terminal:
        terminal.wait_for("newest", "unread")
        at_rest(terminal)
        for what, pressed, back in (
            ("j", "j", None),
            ("half a page down", "^D", "^U"),
            ("open an article", "enter", "q"),
            ("type a letter in the search", "e", "backspace"),
        ):
            if what.startswith("type"):
                terminal.press("/")
                terminal.wait_for("hits")
                time.sleep(1)
            measured = []
            for _ in range(runs):
                measured.append(settle(terminal, partial(terminal.press, pressed)))
                if back:
                    settle(terminal, partial(terminal.press, back))
            times = statistics.median(seconds for seconds, _ in measured)
            sizes = statistics.median(count for _, count in measured)
            print(f"| {name or 'seeds'} | {what} | {times * 1000:.1f} ms | {sizes:,.0f} |")
        print(f"| {name or 'seeds'} | memory | {memory(terminal):,.0f} MiB | |")


def at_rest(terminal: Terminal) -> None:
    """Wait until the processes are idle: the browser looks for changed files at first."""
    used = -1.0
    while (now := processor_seconds(terminal)) > used + 0.02:
        used = now
        time.sleep(1)


def processor_seconds(terminal: Terminal) -> float:
    """Return the seconds of processor time that all processes of the browser have used."""
    ticks = 0
    for pid in processes(terminal):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(terminal: Terminal) -> float:
    """Return the MiB of all processes of an open browser, as PSS: shared pages by their share."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes(terminal))
    return sum(int(rollup.split("\nPss:")[1].split()[0]) for rollup in rollups) / 1024


def processes(terminal: Terminal) -> list[int]:
    """Return the process ids of the browser and of its descendants."""
    found, children = [], [terminal.process.pid]
    while children:
        found.append(children.pop())
        for task in Path(f"/proc/{found[-1]}/task").iterdir():
            children += [int(child) for child in (task / "children").read_text().split()]
    return found


def commands(runs: int) -> None:
    """Print the time of `search` as a whole process, against Python alone."""
    for name in (None, "reuters"):
        folder = home(COMMAND, name)
        floor, found = [], []
        for _ in range(runs):
            floor.append(whole([sys.executable, "-c", "pass"]))
            found.append(whole([COMMAND, "--home", folder, "search", "oil"]))
        row(f"`newstui search oil`, {name or 'seeds'} (ratio: to `python -c pass`)", found, floor)


def whole(command: list[str | Path]) -> float:
    """Return the seconds that a command takes from fork to exit."""
    begun = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.monotonic() - begun


def main() -> None:
    """Print all figures as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    runs = parser.parse_args().runs
    print("| first frame with a title, 120x40 | median (range) | ratio to bare |\n| - | - | - |")
    starts(runs)
    print("\n| archive | key, 80x24 | to the last byte | bytes |\n| - | - | - | - |")
    for name in (None, "reuters"):
        keys(name, runs)
    print("\n| whole process | median (range) | ratio |\n| - | - | - |")
    commands(runs)


if __name__ == "__main__":
    main()
