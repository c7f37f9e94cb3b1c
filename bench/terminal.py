"""Bytes that a key sends to the terminal, and its processor time.

`python -m bench.terminal` with the Python of an installed, byte-compiled newstui. Three programs on
the same articles take turns at every key: newstui as it is, newstui with Textual's own driver,
which sends every drawn cell, and newsboat (Debian's package) where it is installed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path

from bench.archives import CACHE, home, records
from bench.browser import COMMAND, QUIET, at_rest, environment, settle
from tests.terminal import Terminal

TEXTUAL = "textual.drivers.linux_driver:LinuxDriver"
CORPUS = "bbc"
SIZE = 80, 24
FEED_ARTICLES = 1_000
"""Number of articles in newsboat's feed; its bytes for a key don't depend on it."""
IDLE_SECONDS = 3.0


@dataclass(frozen=True)
class Action:
    """Measured key, with a key to press once before, and the keys that undo each press."""

    name: str
    key: str
    back: str | None = None
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    quiet: float = QUIET
    """Seconds without output after which the key is done; an answer of the engine may take longer.
    """


PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
DOWN_TO_THE_EDGE = ("j",) * 25
NEWSTUI = (
    Action("cursor down", "j", "k"),
    Action("cursor down at the edge", "j", before=DOWN_TO_THE_EDGE, after=["g"]),
    Action("page down", "space", before=["space"], after=["g"]),
    Action("open an article", "enter", "q"),
    Action("close it", "q", "enter", before=["enter"], after=["q"]),
    Action("a line down in it", "j", before=["enter"], after=["q"]),
    Action("a page down in it", "space", PAGE_UP, before=["enter"], after=["q"]),
    Action("a letter in the search", "i", "backspace", before=["/", "p", "r"], quiet=1.0),
)
NEWSBOAT = (
    NEWSTUI[0],
    Action("cursor down at the edge", "j", before=DOWN_TO_THE_EDGE, after=[PAGE_UP, PAGE_UP]),
    Action("page down", PAGE_DOWN, before=[PAGE_DOWN], after=[PAGE_UP] * 12),
    *NEWSTUI[3:-1],
)
"""Keys of newsboat for the same actions; newsboat has no search while typing, and sorts by `g`."""


@dataclass
class Program:
    """Program under measurement, with its figures."""

    name: str
    terminal: Terminal
    actions: Sequence[Action]
    bytes: dict[str, list[int]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def press(self, keys: Sequence[str], quiet: float = QUIET) -> int:
        """Press each key when the one before is done; return the last one's bytes."""
        count = 0
        for key in keys:
            _, count = settle(self.terminal, partial(self.terminal.press, key), quiet)
        return count

    def measure(self, action: Action) -> None:
        """Press a key once, note its cost, and undo it."""
        begun = processor_nanoseconds(self.terminal.process.pid)
        count = self.press([action.key], action.quiet)
        spent = processor_nanoseconds(self.terminal.process.pid) - begun
        self.bytes.setdefault(action.name, []).append(count)
        self.milliseconds.setdefault(action.name, []).append(spent / 1e6)
        if action.back:
            self.press([action.back], action.quiet)


def processor_nanoseconds(pid: int) -> int:
    """Return the processor time of a process and its living threads."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)


def feed() -> Path:
    """Return a folder with the articles as newsboat's one feed, and its settings."""
    folder = CACHE / "newsboat"
    folder.mkdir(parents=True, exist_ok=True)
    items = "".join(
        f"<item><guid>{number}</guid><title>{escape(str(record['title']))}</title>"
        f"<pubDate>Mon, 07 Mar 2022 {number // 60 % 24:02}:{number % 60:02}:00 GMT</pubDate>"
        f"<description>{escape(html_of(str(record['body'])))}</description></item>"
        for number, record in zip(range(FEED_ARTICLES), records(CORPUS), strict=False)
    )
    text = f'<rss version="2.0"><channel><title>Bench</title>{items}</channel></rss>'
    (folder / "feed.xml").write_text(text, encoding="utf-8")
    (folder / "urls").write_text(f"file://{folder / 'feed.xml'}\n", encoding="utf-8")
    (folder / "config").write_text("", encoding="utf-8")
    return folder


def html_of(body: str) -> str:
    """Return an article's text as a feed has it."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in body.split("\n\n"))


@contextmanager
def newstui(name: str, **more: str) -> Iterator[Program]:
    """Yield the browser with its list open, at rest."""
    given = {**environment(home(COMMAND, CORPUS)), **more}
    with Terminal([COMMAND, "--fresh"], given, *SIZE) as terminal:
        terminal.wait_for("newest", "unread")
        at_rest(terminal)
        yield Program(name, terminal, NEWSTUI)


@contextmanager
def newsboat(command: str) -> Iterator[Program]:
    """Yield newsboat with its one feed open."""
    folder = feed()
    files: list[str | Path] = [
        "-u",
        folder / "urls",
        "-C",
        folder / "config",
        "-c",
        folder / "cache.db",
    ]
    given = environment(folder)
    subprocess.run([command, *files, "-x", "reload"], env=given, check=True, capture_output=True)
    with Terminal([command, *files], given, *SIZE) as terminal:
        terminal.wait_for("Bench")
        terminal.press("enter")
        terminal.wait_for("Articles in feed")
        yield Program("newsboat", terminal, NEWSBOAT)


def idle(program: Program) -> int:
    """Return the bytes that a program sends while nothing is pressed."""
    before = len(program.terminal.raw)
    time.sleep(IDLE_SECONDS)
    return len(program.terminal.raw) - before


def report(programs: Sequence[Program], runs: int) -> None:
    """Print a row a key: medians of bytes, and of the ratios of processor time, taken in turn."""
    ours, textuals, *_ = programs
    names = [program.name for program in programs]
    print(f"| bytes a key, 80x24, median of {runs} | {' | '.join(names)} |")
    print(f"| - |{' -: |' * len(names)}")
    for action in NEWSTUI:
        sent = (program.bytes.get(action.name) for program in programs)
        print(f"| {action.name} | {' | '.join(map(amount, sent))} |")
    print(f"| {IDLE_SECONDS:.0f} s of nothing | {' | '.join(str(idle(p)) for p in programs)} |")
    print("\n| processor time a key | ms, Textual's driver | ratio of ours |\n| - | -: | -: |")
    for action in NEWSTUI:
        mine, theirs = (each.milliseconds[action.name] for each in (ours, textuals))
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        print(f"| {action.name} | {statistics.median(theirs):.1f} | {ratio:.2f} |")


def amount(sent: list[int] | None) -> str:
    """Return a median, or "-" where nothing was measured."""
    return f"{statistics.median(sent):,.0f}" if sent else "-"


def main() -> None:
    """Print all figures as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    runs = parser.parse_args().runs
    peer = shutil.which("newsboat")
    if not peer:
        print("newsboat is missing: it is left out\n")
    with ExitStack() as stack:
        programs = [
            stack.enter_context(newstui("newstui")),
            stack.enter_context(newstui("with Textual's driver", TEXTUAL_DRIVER=TEXTUAL)),
        ]
        if peer:
            programs.append(stack.enter_context(newsboat(peer)))
        for name in (action.name for action in NEWSTUI):
            turns = [(each, its) for each in programs for its in each.actions if its.name == name]
            for program, its in turns:
                program.press(its.before)
            for _ in range(runs):
                for program, its in turns:
                    program.measure(its)
            for program, its in turns:
                program.press(its.after)
        report(programs, runs)


if __name__ == "__main__":
    main()
