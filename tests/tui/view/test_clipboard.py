"""Tests of copying: the copied text, and its way through tmux and screen, one inside the other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article, Kind, NamedBy, Origin
from tui.terminal.surroundings import surroundings
from tui.view.clipboard import LIMIT, citation, copy_here, link, osc52
from tui.view.links import link_target, safe_url

ARTICLE = Article(
    id="a",
    slug="a",
    kind=Kind.ARTICLE,
    title="Putin tells mothers he shares their pain",
    origin=Origin("/news/000.txt"),
    source="365NEWSX",
    published=datetime(2022, 11, 25, tzinfo=UTC),
    author="Jane Doe",
)
SCREEN = {"TERM": "screen.xterm-256color", "STY": "1.pts"}
TMUX = {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}


def sequence(text: str, environment: dict[str, str]) -> str:
    return osc52(text, surroundings(environment)).sequence


def text_in(sequence: str) -> str:
    match = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert match, sequence
    return b64decode(match[1]).decode()


def through_tmux(sequence: str) -> str:
    """Return the sequences that tmux with allow-passthrough forwards outwards (tmux(1))."""
    wrapped = re.findall(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", sequence)
    return "".join(part.replace("\x1b\x1b", "\x1b") for part in wrapped)


def through_screen(sequence: str) -> str:
    """Return the sequences that screen forwards: the insides of strings of at most 768 bytes."""
    strings = re.findall(r"\x1bP.*?\x1b\\", sequence, re.DOTALL)
    assert all(len(string) <= 768 for string in strings)
    return "".join(string[2:-2] for string in strings)


def test_a_bare_terminal_gets_osc_52() -> None:
    assert text_in(sequence("привет", {"TERM": "xterm-256color"})) == "привет"


def test_tmux_gets_it_for_itself_and_to_pass_on() -> None:
    sent = sequence("привет", TMUX)
    assert text_in(sent.partition("\x1bP")[0]) == "привет"
    assert text_in(through_tmux(sent)) == "привет"


def test_screen_passes_on_pieces() -> None:
    long = "привет " * 500
    assert text_in(through_screen(sequence(long, SCREEN))) == long


def test_tmux_in_screen() -> None:
    sent = sequence("x" * 2000, {**TMUX, "STY": "1.pts"})
    assert text_in(through_screen(through_tmux(sent))) == "x" * 2000


def test_screen_in_tmux() -> None:
    sent = sequence("x" * 2000, {**SCREEN, "TMUX": TMUX["TMUX"]})
    assert text_in(through_tmux(through_screen(sent))) == "x" * 2000


def test_over_ssh_a_term_of_screen_may_be_tmuxs_too() -> None:
    sent = sequence("x", {"TERM": "screen-256color", "SSH_TTY": "/dev/pts/1"})
    assert text_in(sent.partition("\x1bP")[0]) == "x"
    assert text_in(through_screen(sent)) == "x"


@pytest.mark.parametrize("term", ["linux", "vt100", "vt220", "ansi"])
def test_where_there_is_no_clipboard_nothing_is_sent(term: str) -> None:
    assert sequence("x", {"TERM": term}) == ""


def test_what_is_too_long_is_cut_between_letters_and_told() -> None:
    made = osc52("é" * LIMIT, surroundings({"TERM": "xterm"}))
    assert made.size == 2 * LIMIT
    assert made.sent == LIMIT - LIMIT % 2
    assert len(made.sequence) < 100_010
    assert text_in(made.sequence) == "é" * (LIMIT // 2)


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the input file of a stand-in for xclip; xclip itself needs an X server."""
    kept = tmp_path / "kept"
    (tmp_path / "xclip").write_text(f"#!/bin/sh\ncat >{kept}\n")
    (tmp_path / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return kept


def test_what_stays_behind_is_not_stopped_with_us(tool: Path) -> None:
    tool.with_name("xclip").write_text(f"#!/bin/sh\nsleep 60 & echo $! >{tool}\n")
    assert copy_here("x", surroundings({"TERM": "xterm", "DISPLAY": ":0"}))
    behind = int(tool.read_text())
    try:
        assert os.getsid(behind) != os.getsid(0)
    finally:
        os.kill(behind, signal.SIGKILL)


@pytest.fixture
def x_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run an X server of the test's own, which `DISPLAY` names."""
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL)
    os.close(tell)
    with os.fdopen(told) as number:
        monkeypatch.setenv("DISPLAY", f":{number.readline().strip()}")
    yield
    server.terminate()
    server.wait()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs an X server without a screen")
@pytest.mark.parametrize(
    ("name", "paste"),
    [("xclip", ["-selection", "clipboard", "-o"]), ("xsel", ["--output", "--clipboard"])],
    ids=["xclip", "xsel"],
)
def test_the_text_is_on_the_clipboard_of_a_real_display(
    name: str, paste: list[str], x_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"needs {name}")
    (tmp_path / name).symlink_to(path)
    monkeypatch.setenv("PATH", str(tmp_path))
    around = surroundings({"TERM": "xterm", "DISPLAY": os.environ["DISPLAY"]})
    before = children()
    for text in ("first", "привет, мир\n" * 10_000):
        assert copy_here(text, around)
        end = time.monotonic() + 10
        while pasted([path, *paste]) != text:  # the tools start before they own the clipboard
            assert time.monotonic() < end, "another text is on the clipboard"
    assert children() == before, "whoever stays behind is no child of ours, dead or alive"


def pasted(command: list[str]) -> str:
    """Return the text on the clipboard, empty where it has no owner.

    A change of the owner gives an empty text, too: the old owner may end without an answer, and the
    reading tool waits for ever.
    """
    try:
        return subprocess.run(command, capture_output=True, timeout=3, check=False).stdout.decode()
    except subprocess.TimeoutExpired:
        return ""


def children() -> set[str]:
    """Return the ids of the child processes that were not waited for, dead ones too."""
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text().split()}


def test_a_local_program_is_preferred_where_there_is_a_display(tool: Path) -> None:
    assert copy_here("привет", surroundings({"TERM": "xterm", "DISPLAY": ":0"}))
    assert tool.read_text() == "привет"


@pytest.mark.parametrize("more", [{"SSH_CONNECTION": "a 1 b 2"}, {"DISPLAY": ""}])
def test_but_never_for_a_reader_elsewhere(tool: Path, more: dict[str, str]) -> None:
    around = surroundings({"TERM": "xterm", "DISPLAY": ":0", **more})
    assert not copy_here("x", around)
    assert not tool.exists()


def test_a_program_that_fails_has_copied_nothing(tool: Path) -> None:
    (tool.parent / "xclip").write_text("#!/bin/sh\nexit 1\n")
    (tool.parent / "xsel").write_text("#!/bin/sh\nexit 1\n")
    (tool.parent / "xsel").chmod(0o755)
    assert not copy_here("x", surroundings({"TERM": "xterm", "DISPLAY": ":0"}))


HOSTILE = [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://example.org/\x1b]8;;",
    "https://example.org/\x07",
    "https://example.org/\x9c",
    "https://example.org/a b",
    "https://example.org/\n",
    "",
    None,
]


@pytest.mark.parametrize("url", HOSTILE)
def test_only_web_addresses_are_links(url: str | None) -> None:
    assert safe_url(url) is None
    assert link_target(url) == ""


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/%D0%BF", "https://example.org/%D0%BF"),
        ("https://example.org/путь?к=в", "https://example.org/%D0%BF%D1%83%D1%82%D1%8C?%D0%BA=%D0%B2"),
        ("http://пример.рф/", "http://xn--e1afmkfd.xn--p1ai/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://[bad/", ""),
        ("https://example.org/\u202egpj.exe", "https://example.org/%E2%80%AEgpj.exe"),
        ("https://example.org/" + "x" * 3000, ""),
    ],
)  # fmt: skip
def test_a_link_is_printable_ascii(url: str, target: str) -> None:
    assert link_target(url) == target


def test_a_citation_names_author_title_source_date_and_place() -> None:
    assert citation(ARTICLE) == (
        "Jane Doe. “Putin tells mothers he shares their pain”. 365NEWSX, 25 Nov 2022. /news/000.txt"
    )
    assert link(ARTICLE) == "/news/000.txt"


def test_no_folder_is_cited_as_a_source() -> None:
    assert "365NEWSX," in citation(replace(ARTICLE, source_by=NamedBy.GIVEN))
    assert "365NEWSX" not in citation(replace(ARTICLE, source_by=NamedBy.FOLDER))
