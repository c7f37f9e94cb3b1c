"""Tests of terminal capabilities, as terminal descriptions have them."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tui.terminal.capabilities import Capabilities, capabilities

NAMES = [name for name in Capabilities.__slots__ if name != "colours"]
TERMS = {
    "xterm-256color": set(NAMES),
    "linux": set(NAMES) - {"scrolls_lines"},
    "screen-256color": set(NAMES) - {"erases_in_colour", "erases_cells"},
    "tmux-256color": set(NAMES) - {"erases_in_colour", "erases_cells"},
    "vt100": {"erases_line", "scrolls_region"},
}


def held(found: Capabilities) -> set[str]:
    return {name for name in NAMES if getattr(found, name)}


def described(term: str) -> bool:
    if shutil.which("infocmp") is None:
        return False
    return subprocess.run(["infocmp", term], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("term", TERMS)
def test_what_common_terminals_can_do(term: str) -> None:
    if not described(term):
        pytest.skip(f"no description of {term} here")
    assert held(capabilities({"TERM": term})) == TERMS[term]


@pytest.mark.parametrize("more", [{"TMUX": "/tmp/x,1,0"}, {"STY": "1.pts"}])
def test_tmux_and_screen_are_not_believed_to_erase_in_colour(more: dict[str, str]) -> None:
    if not described("xterm-256color"):
        pytest.skip("no descriptions here")
    assert not capabilities({"TERM": "xterm-256color", **more}).erases_in_colour


@pytest.mark.parametrize("term", ["", "xterm-of-tomorrow", "../../etc/passwd", "x\0y"])
def test_little_is_expected_of_a_terminal_without_a_description(term: str) -> None:
    assert held(capabilities({"TERM": term})) == {"erases_line"}


@pytest.mark.parametrize("cut", [0, 5, 12, 40, 100, 130])
def test_a_torn_description_gives_nothing(cut: int, tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    header = struct.pack("<6h", 0o432, 6, 38, 0, 150, 60)
    data = header + b"otter\0" + bytes([1] * 38) + struct.pack("<150h", *range(0, 300, 2))
    (tmp_path / "o" / "otter").write_bytes(data[:cut])
    assert held(capabilities({"TERM": "otter", "TERMINFO": str(tmp_path)})) == set()


def test_the_readers_own_descriptions_come_first(tmp_path: Path) -> None:
    (tmp_path / ".terminfo" / "6f").mkdir(parents=True)
    header = struct.pack("<6h", 0o1036, 6, 0, 0, 7, 8)
    strings = struct.pack("<7h", *[-1] * 6, 0) + b"\x1b[K$<3>\0"
    (tmp_path / ".terminfo" / "6f" / "otter").write_bytes(header + b"otter\0" + strings)
    assert held(capabilities({"TERM": "otter", "HOME": str(tmp_path)})) == {"erases_line"}
