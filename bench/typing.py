"""Latency of the search box in a large archive, key by key.

`python -m bench.typing` with the Python of an installed, byte-compiled newstui. Words are typed
into the search box in a pty at a fast typist's rhythm. A key is answered when the terminal has got
the last byte of its final screen: the line of the box with exactly the text up to this key and the
number of its hits, the line with the understood query, and all other output before the next key
shows. The output is only noted while keys are typed; a terminal emulator parses the bytes
afterwards, so that parsing takes no time from the program. The engine gives the expected lines of
each text beforehand. The floor, in the same run: a bare Textual `Input` that counts its letters.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.archives import home
from bench.browser import COMMAND, at_rest, environment
from bench.mixed import mixed_records
from bench.stalls import Stall
from index.engine.open import open_engine
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.files.home import Home
from index.query import parse_query
from index.search.answer import answer
from tests.terminal import Terminal
from tui.view.groups import totals
from tui.view.query_messages import Found, KeyNames, fitting_messages

RHYTHM = 1 / 12
"""Seconds between two keys."""
WORDS = {
    "common": "government",
    "rare": "cholestero",
    "mistyped": "govermnent",
    "Russian": "президента",
    "Japanese": "東京電力福島第一原発",
    "two words": "oil prices",
}
"""Words to type, ten letters each."""
SIZES = ((80, 24), (200, 60))
KEPT = 0.016
"""Seconds that the event loop may be held: a frame at 60 a second."""
BARE = """
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    CSS = "Input, Input:focus { border: none; height: 1; padding: 0; }"
    def compose(self):
        yield Input(compact=True)
        yield Static("nothing typed")
    def on_mount(self):
        self.query_one(Input).cursor_blink = False
    def on_input_changed(self, event):
        self.query_one(Static).update(f"{len(event.value)} letters")
Bare().run(mouse=False)
"""
PAUSE = 1.0
"""Seconds after a word, in which its last key is answered."""
Lines = Sequence[str]
"""Texts that the first two lines of the screen must hold, in this order."""
Texts = Sequence[tuple[str, float]]
"""Text of the box with each key, and when (monotonic) that key was written."""
Frame = tuple[float, list[str]]
"""Time (monotonic) of a piece of output, and the first two lines of the screen behind it."""


@dataclass(frozen=True)
class Key:
    """Key, with the times (monotonic) when it was written and answered."""

    text: str
    """Text of the box with this key."""
    written: float
    answered: float
    is_own: bool
    """Whether the key has an answer of its own, not only that of a later key."""

    @property
    def took(self) -> float:
        """Seconds to the last byte."""
        return self.answered - self.written


def wanted(engine: SearchEngine, text: str, columns: int) -> Lines:
    """Return the lines of newstui for a text: the box, the hits, the understood query."""
    query = replace(parse_query(text, typing=True), other_spellings=True)
    request = Request(query, sort=Sort.RELEVANCE, suggestions=True, groups=True, time_limit=2.0)
    found = answer(engine, lambda _: frozenset(), request)
    keys = KeyNames("F2", "^G", "F6", "Tab")
    messages, _ = fitting_messages(Found(request, query, found), keys, "F3", "S", columns)
    said = "".join(piece for piece, _ in messages[0].pieces).strip() if messages else ""
    return f" / {text}  ", f" {totals(found, columns // 2)} ", said[: columns // 3]


def bare(text: str) -> Lines:
    """Return the lines of the floor for a text."""
    return f"{text}  ", f"\n{len(text)} letters"


def typed_alone(rows: Sequence[str], cursor: int | None) -> list[str]:
    """Return the lines without the completion, in grey from the cursor on."""
    first, *others = rows
    if cursor is not None:
        first = first[:cursor] + first[max(first.find("  ", cursor), cursor) :]
    return [first, *others]


def holds(shown: Sequence[str], lines: Lines) -> bool:
    """Return whether the first lines of a screen begin so, and have all the rest in this order."""
    whole, at = "\n".join(shown), 0
    if not whole.startswith(lines[0]):
        return False
    for each in lines:
        at = whole.find(each, at)
        if at < 0:
            return False
    return True


def typed(terminal: Terminal, word: str) -> Texts:
    """Type a word, at the same rhythm however slow the answers are."""
    written = []
    begun = time.monotonic()
    with terminal.unwatched():
        for number, letter in enumerate(word):
            time.sleep(max(0.0, begun + number * RHYTHM - time.monotonic()))
            written.append((word[: number + 1], time.monotonic()))
            terminal.press(letter)
        time.sleep(PAUSE)
    return written


def keys(
    words: Sequence[Texts], frames: Sequence[Frame], expected: Mapping[str, Lines]
) -> Iterator[list[Key]]:
    """Yield the keys of each word."""
    for written in words:
        begun, ended = written[0][1], written[-1][1] + PAUSE
        during = [frame for frame in frames if begun <= frame[0] <= ended]
        yield list(_keys(written, during, expected))


def _keys(written: Texts, frames: Sequence[Frame], expected: Mapping[str, Lines]) -> Iterator[Key]:
    ends: dict[str, float] = {}
    for text, _ in written:
        is_whole = False
        for when, shown in frames:
            is_whole = holds(shown, expected[text][: 1 if is_whole else None])
            if is_whole:
                ends[text] = when
    for number, (text, when) in enumerate(written):
        later = [ends[other] for other, _ in written[number:] if other in ends]
        if not later:
            last = frames[-1][1] if frames else []
            raise SystemExit(f"{text!r}: never {expected[text]}, but {last}")
        yield Key(text, when, later[0], text in ends)


def session(
    command: Sequence[str | Path], folder: Path, size: tuple[int, int], is_bare: bool = False
) -> tuple[list[Texts], list[Frame]]:
    """Type every word into a fresh program; return the texts and the frames, with their times."""
    with Terminal(command, environment(folder), *size) as terminal:
        if is_bare:
            terminal.wait_for("nothing typed")
        else:
            open_search(terminal)
        written = []
        for word in WORDS.values():
            written.append(typed(terminal, word))
            terminal.press("^U")
            time.sleep(PAUSE)
        frames = [(when, typed_alone(rows, at)) for when, rows, at in terminal.frames()]
        terminal.press("^Q")
        terminal.wait_exit()
    return written, frames


def open_search(terminal: Terminal) -> None:
    """Open the search box, once the browser has looked for changed files and is quiet."""
    terminal.wait_for("newest", "unread", timeout=120)
    at_rest(terminal)
    terminal.press("/")
    terminal.wait_for("hits")
    at_rest(terminal)


def stalls(folder: Path, size: tuple[int, int]) -> list[Stall]:
    """Return the stalls of the event loop while the words were typed, the longest first."""
    with TemporaryDirectory() as below:
        noted = Path(below) / "stalls.json"
        probe = Path(__file__).with_name("stalls.py")
        words, _ = session([sys.executable, "-P", probe, noted], folder, size)
        found: list[Stall] = [Stall(*each) for each in json.loads(noted.read_text())]
    typing = [(written[0][1], written[-1][1] + PAUSE) for written in words]
    during = [each for each in found if any(a <= each.begun <= b for a, b in typing)]
    return sorted(during, key=lambda each: -each.took)


def percentile(values: Sequence[float], part: int) -> float:
    """Return the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]


def row(what: str, took: Sequence[float], floor: Sequence[float], shown: str) -> None:
    """Print median and 95th percentile, and both as multiples of the floor's."""
    cells = []
    for part in (50, 95):
        here, there = percentile(took, part), percentile(floor, part)
        cells.append(f"{here * 1000:.0f} ms ({here / there:.1f})")
    print(f"| {what} | {len(took)} | {' | '.join(cells)} | {shown} |")


def report(what: str, words: Sequence[list[Key]], floor: Sequence[list[Key]]) -> None:
    """Print a row of all keys, and one of the last keys of the words."""
    for name, some in (("every key", slice(None)), ("last key", slice(-1, None))):
        keys = [key for word in words for key in word[some]]
        under = [key.took for word in floor for key in word[some]]
        own = sum(key.is_own for key in keys)
        row(f"{what}, {name}", [key.took for key in keys], under, f"{own} of {len(keys)}")


def main() -> None:
    """Print all figures as Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--words", action="store_true", help="a row for each word, too")
    options = parser.parse_args()
    folder = home(COMMAND, f"mixed-{options.articles}", mixed_records(options.articles))
    print("| size, keys | n | median (times the floor) | 95 % | own answer shown |")
    print("| - | - | - | - | - |")
    for size in SIZES:
        answers(folder, size, options.runs, options.words)
    print(f"\n| event loop | over {KEPT * 1000:.0f} ms | longest | of it at work | what |")
    print("| - | - | - | - | - |")
    for size in SIZES:
        held = stalls(folder, size)
        long = sum(each.took > KEPT for each in held)
        print(
            f"| {size[0]}x{size[1]} | {long} | {held[0].took * 1000:.1f} ms "
            f"| {held[0].worked * 1000:.1f} ms | {held[0].what} |"
        )


def answers(folder: Path, size: tuple[int, int], runs: int, by_word: bool) -> None:
    """Print the table's rows for a size; the floor in turn with newstui, on the same machine."""
    texts = [word[:end] for word in WORDS.values() for end in range(1, len(word) + 1)]
    engine = open_engine(Home(folder).index)
    expected = {text: wanted(engine, text, size[0]) for text in texts}
    engine.close()
    floor: list[list[Key]] = []
    found: list[list[Key]] = []
    for _ in range(runs):
        alone = session([sys.executable, "-c", BARE], folder, size, is_bare=True)
        floor += keys(*alone, {text: bare(text) for text in texts})
        found += keys(*session([COMMAND], folder, size), expected)
    shape = f"{size[0]}x{size[1]}"
    report(f"{shape}: bare input", floor, floor)
    report(f"{shape}: newstui", found, floor)
    for number, word in enumerate(WORDS if by_word else ()):
        some = slice(number, None, len(WORDS))
        report(f"{shape}: {word}", found[some], floor[some])


if __name__ == "__main__":
    main()
