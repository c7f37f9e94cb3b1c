"""Tests of `newstui serve` with real OpenSSH and asyncssh clients, friendly and hostile."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

pytest.importorskip("asyncssh")

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.packet import String

from index.files.home import Home
from index.files.lock import acquire
from tests.end_to_end.conftest import COMMAND, Run
from tests.end_to_end.test_browser import processes_with
from tests.terminal import Emulator, EmulatorStream, Terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ssh") is None, reason="needs an OpenSSH client"),
]

T = TypeVar("T")

PATIENCE = 30.0
WITH_LIMITS = """
from functools import partial
from tui.main import main
from tui.serve.limits import limits
limits.Limits = partial(limits.Limits, **{})
main()
"""
"""Script of a server with limits that no option changes."""


@dataclass(frozen=True)
class Served:
    """Running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    folder: Path

    def ssh(self, *more: str, key: Path | None = None) -> list[str]:
        """Return the command that logs in."""
        identity = ("-i", str(key), "-o", "IdentitiesOnly=yes") if key else ()
        known = self.folder / "known_hosts"
        return [
            *("ssh", "-p", str(self.port), "-F", "none", "-o", "StrictHostKeyChecking=accept-new"),
            *("-o", f"UserKnownHostsFile={known}", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes"),
            *(*identity, "news@127.0.0.1", *more),
        ]

    def run(
        self, *more: str, key: Path | None = None, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command over ssh, without a terminal."""
        return subprocess.run(
            self.ssh(*more, key=key), input=given, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the events in the server's log."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        events = [json.loads(line) for line in lines]
        return [event for event in events if not kind or event["event"] == kind]

    def wait_for(self, kind: str, number: int = 1) -> dict[str, Any]:
        """Wait until the log has so many events of a kind; return the last of them."""
        end = time.monotonic() + PATIENCE
        while len(found := self.events(kind)) < number:
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)
        return found[number - 1]


def wait_until(ready: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.1)


Serve = Callable[..., Served]


@pytest.fixture
def serve(home: Path, tmp_path: Path, environment: dict[str, str]) -> Iterator[Serve]:
    running: list[Served] = []
    subprocess.run([COMMAND, "add"], env=environment, check=True, capture_output=True)

    def start(*arguments: str | Path, **limits: float) -> Served:
        log = tmp_path / f"serve-{len(running)}.log"
        newstui = [sys.executable, "-c", WITH_LIMITS.format(limits)] if limits else [COMMAND]
        process = subprocess.Popen(
            [*newstui, "serve", "--port", "0", *arguments],
            env=environment, stdin=subprocess.DEVNULL, stderr=log.open("wb"),
            process_group=0,  # a process group of its own, as a shell starts a job
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not (found := re.search(r"port (\d+), for", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        running.append(Served(process, int(found[1]), log, tmp_path))
        return running[-1]

    yield start
    for served in running:
        if served.process.poll() is None:
            served.process.terminate()
            served.process.wait(PATIENCE)
    wait_until(lambda: processes_with(home) == [])


@pytest.fixture
def key(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that makes a key pair with a comment."""

    def make(comment: str) -> Path:
        path = tmp_path / f"key-{comment[:3]}"
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)]
        subprocess.run(command, check=True)
        return path

    return make


Visit = Callable[..., Terminal]


@pytest.fixture
def visit(environment: dict[str, str]) -> Iterator[Visit]:
    """Yield a function that opens OpenSSH's client in a terminal."""
    opened: list[Terminal] = []

    def start(
        served: Served, columns: int = 80, lines: int = 24, key: Path | None = None,
        command: str = "", **more: str,
    ) -> Terminal:  # fmt: skip
        ssh = [*served.ssh(*[command] * bool(command), key=key)]
        ssh.insert(1, "-tt")
        terminal = Terminal(ssh, {**environment, **more}, columns, lines)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def test_the_whole_browser_for_anyone(serve: Serve, visit: Visit, home: Path) -> None:
    served = serve("--public")
    terminal = visit(served)
    terminal.wait_for("15 articles · 15 unread", "NOT SAVED", "Zhelensky challenges the mothers")
    terminal.press("/", "putin pain")
    terminal.wait_for("Ukraine war: Putin tells")
    terminal.press("enter", "enter")
    terminal.wait_for("shares their pain", "1m to read")
    terminal.press("escape")
    terminal.wait_gone("1m to read")
    terminal.resize(130, 40)
    terminal.press("q")
    terminal.wait_for("Category", "politics")
    terminal.press("Q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()
    event = served.wait_for("visit")
    assert event["reader"] == "anyone"
    assert event["sent"] > 0
    assert "putin" not in served.log.read_text(), "what was read is nobody's business"
    assert not (home / "readers").exists()


def test_a_lone_escape(serve: Serve, visit: Visit) -> None:
    terminal = visit(serve())
    terminal.wait_for("15 unread")
    terminal.press("?")
    terminal.wait_for("finds a key or a rule")
    terminal.press("escape")
    terminal.wait_gone("finds a key or a rule")
    terminal.press("j")
    terminal.wait_for("newest")


def test_the_mouse_is_given_back(serve: Serve, visit: Visit) -> None:
    terminal = visit(serve())
    terminal.wait_for("15 unread")
    terminal.press("M")
    terminal.wait_for("mouse on")
    assert terminal.modes_left() > {b"1000", b"1006"}
    terminal.press("Q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()


def test_keys_that_come_before_the_screen_are_not_lost(serve: Serve) -> None:
    served = serve()

    async def act() -> None:
        async with client(served) as connection:
            channel, session = await connection.create_session(
                Painted, term_type="xterm-256color", term_size=(80, 24), encoding=None
            )
            channel.write(b"/putin")
            await until(lambda: first_line(cast(Painted, session)).startswith(" / putin"))

    asyncio.run(act())


def test_no_reader_sends_the_server_to_its_shell(serve: Serve, visit: Visit) -> None:
    served = serve("--public")
    terminal = visit(served)
    terminal.wait_for("15 articles")
    terminal.press("\x1a")
    terminal.wait_for("there is no shell")
    visit(served).wait_for("15 articles")


def test_nothing_of_the_server_is_opened_or_told(serve: Serve, visit: Visit, home: Path) -> None:
    terminal = visit(serve(), columns=200)
    terminal.wait_for("15 unread")
    for key in ("o", "y"):
        terminal.press(key)
        terminal.wait_for("zhelensky-challenges-the-mothers")
    terminal.press("enter")
    terminal.wait_for("1m to read")
    assert "R raw" not in terminal.text, "it is not offered either"
    terminal.press("R")
    terminal.wait_for("not shown here")
    assert "/home" not in terminal.text
    assert str(home) not in terminal.text


def test_each_key_has_its_own_marks(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path, home: Path
) -> None:
    ada, bob = key("ada"), key("bob/../x")
    keys = tmp_path / "keys"
    keys.write_text(ada.with_suffix(".pub").read_text() + bob.with_suffix(".pub").read_text())
    home.chmod(0o755)
    served = serve("--authorized-keys", keys)
    first = visit(served, key=ada)
    first.wait_for("15 unread")
    first.press("s", "m")
    first.wait_for("★", "14 unread")
    other = visit(served, key=bob)
    other.wait_for("15 unread")
    assert "★" not in other.text
    first.process.kill()  # cut the connection
    served.wait_for("visit")
    again = visit(served, key=ada)
    again.wait_for("★", "14 unread")
    again.press("/", "is:starred")
    again.wait_for("1 hit")
    starred = served.run("search is:starred --format jsonl", key=ada)
    assert len(starred.stdout.splitlines()) == 1
    assert served.run("search is:starred", key=bob).returncode == 1
    states = list((home / "readers").glob("*.sqlite"))
    assert len(states) == 2
    private = {path.stat().st_mode & 0o077 for path in (*states, home / "readers")}
    assert private == {0}, "what they read is nobody else's business"
    assert {event["reader"] for event in served.events("visit")} == {"ada"}


def test_who_is_cut_off_goes_on_at_the_same_place(
    serve: Serve, visit: Visit, key: Callable[[str], Path], home: Path
) -> None:
    ada = key("ada")
    served = serve("--authorized-keys", ada.with_suffix(".pub"))
    terminal = visit(served, key=ada)
    terminal.wait_for("15 unread")
    terminal.press("/", "putin")
    terminal.wait_for("1 hit")
    terminal.press("enter", "enter")
    terminal.wait_for("shares their pain", "match")
    article = terminal.text
    terminal.process.kill()
    served.wait_for("visit")
    again = visit(served, key=ada)
    wait_until(lambda: again.text == article)
    again.press("q")
    again.wait_for("/ putin", "1 hit")
    again.process.kill()
    served.wait_for("visit", 2)
    fresh = visit(served, key=ada, command="newstui --fresh")
    fresh.wait_for("newest")
    fresh.press("/", "mothers")
    fresh.wait_for("/ mothers")
    fresh.press("enter", "Q")
    fresh.wait_exit()
    done = visit(served, key=ada)
    done.wait_for("newest")
    done.process.kill()
    served.wait_for("visit", 4)
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    assert (home / "readers" / "ada").stat().st_mode & 0o077 == 0


def test_a_reader_whose_marks_are_damaged_is_told_no_path_and_the_log_is(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path, home: Path
) -> None:
    ada = key("ada")
    (home / "readers").mkdir(mode=0o700)
    (home / "readers" / "ada.sqlite").write_bytes(b"garbage" * 1000)
    served = serve("--authorized-keys", ada.with_suffix(".pub"))
    terminal = visit(served, key=ada)
    terminal.wait_for("15 unread", "your marks could not be read")
    assert str(home) not in terminal.text
    assert "ada.sqlite" in served.wait_for("state")["problem"]
    terminal.press("Q")
    terminal.wait_exit()
    shutil.rmtree(home / "readers")
    (home / "readers").write_text("in the way")
    terminal = visit(served, key=ada)
    assert terminal.wait_exit() == 3
    assert "had to stop" not in terminal.text, "no defect of newstui's"
    assert "readers" in served.wait_for("trouble")["problem"]


def test_the_log_tells_who_came_and_why_they_went(serve: Serve, visit: Visit) -> None:
    served = serve()
    one, other = visit(served), visit(served)
    for terminal in (one, other):
        terminal.wait_for("15 unread")
    assert served.wait_for("arrival", 2)["reader"] == "anyone"
    one.press("Q")
    assert "why" not in served.wait_for("visit")
    other.process.kill()
    assert served.wait_for("visit", 2)["why"] == "cut off"


def test_an_engine_that_is_killed_is_started_again_and_noted(
    serve: Serve, visit: Visit, home: Path
) -> None:
    served = serve("--public")
    terminal = visit(served)
    terminal.wait_for("15 articles")
    for process in processes_with(home):
        arguments = Path(f"/proc/{process}/cmdline").read_bytes()
        if b"index.archive.engine_process" in arguments:
            os.kill(process, signal.SIGKILL)
    assert served.wait_for("engine")["problem"] == "killed by SIGKILL"
    terminal.press("/", "mothers pain")
    terminal.wait_for("1 with all words ")


def test_a_stranger_is_turned_away_slowly_and_noted(
    serve: Serve, key: Callable[[str], Path], tmp_path: Path
) -> None:
    ada, eve = key("ada"), key("eve")
    keys = tmp_path / "keys"
    keys.write_text(ada.with_suffix(".pub").read_text())
    served = serve("--authorized-keys", keys)
    refused = served.run("search putin", key=eve)
    assert refused.returncode == 255
    assert "Permission denied" in refused.stderr
    event = served.wait_for("login failed")
    assert event["address"] == "127.0.0.1"
    assert event["key"].startswith("SHA256:")
    assert served.run("search putin", key=ada).returncode == 0


def test_keys_are_read_again_and_nobody_is_dropped(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path
) -> None:
    ada, bob = key("ada"), key("bob")
    keys = tmp_path / "keys"
    keys.write_text(ada.with_suffix(".pub").read_text())
    served = serve("--authorized-keys", keys)
    terminal = visit(served, key=ada)
    terminal.wait_for("15 unread")
    keys.write_text(f"nonsense\n{bob.with_suffix('.pub').read_text()}")
    served.process.send_signal(signal.SIGHUP)
    served.wait_for("reload", 2)
    assert "line 1" in served.events("reload")[0]["problem"]
    assert served.run("search putin", key=bob).returncode == 0
    assert served.run("search putin", key=ada).returncode == 255
    terminal.press("?")
    terminal.wait_for("finds a key or a rule")


def test_a_log_that_was_moved_away_is_begun_again(serve: Serve, tmp_path: Path) -> None:
    log, moved = tmp_path / "log", tmp_path / "log.1"
    served = serve("--log", log)
    assert served.run("search putin").returncode == 0
    log.rename(moved)
    served.process.send_signal(signal.SIGHUP)
    wait_until(lambda: log.exists() and '"reload"' in log.read_text())
    assert log.stat().st_mode & 0o077 == 0
    assert '"command"' in moved.read_text()
    assert '"command"' not in log.read_text()
    assert served.run("search putin").returncode == 0
    wait_until(lambda: '"command"' in log.read_text())


def test_a_key_is_good_only_from_its_addresses(
    serve: Serve, key: Callable[[str], Path], tmp_path: Path
) -> None:
    ada, bob = key("ada"), key("bob")
    keys = tmp_path / "keys"
    keys.write_text(
        f'from="127.0.0.*" {ada.with_suffix(".pub").read_text()}'
        f'from="10.0.0.*,!127.0.0.1" {bob.with_suffix(".pub").read_text()}'
        "ssh-ed25519 nothing eve\n"
    )
    served = serve("--authorized-keys", keys)
    assert f"{keys}, line 3" in served.log.read_text()
    assert served.run("search putin", key=ada).returncode == 0
    refused = served.run("search putin", key=bob)
    assert refused.returncode == 255
    assert "Permission denied" in refused.stderr


def test_a_key_without_a_terminal_has_commands_alone(
    serve: Serve, key: Callable[[str], Path], tmp_path: Path, environment: dict[str, str]
) -> None:
    ada = key("ada")
    keys = tmp_path / "keys"
    keys.write_text(f"restrict {ada.with_suffix('.pub').read_text()}")
    served = serve("--authorized-keys", keys)
    assert served.run("search putin", key=ada).returncode == 0
    for wanted in ([], ["-t"], ["-tt"]):
        ssh, *rest = served.ssh(key=ada)
        with Terminal([ssh, *wanted, *rest], environment, 100, 24) as terminal:
            terminal.wait_for("this key is not for a terminal; `search WORDS` and `show SLUG` work")
            assert terminal.wait_exit() == 2
            assert "PTY" not in terminal.text
            assert b"\x1b[" not in terminal.raw
    with Terminal(served.ssh("-tt", "search putin", key=ada), environment, 100, 24) as terminal:
        terminal.wait_for("We share your pain")
        assert terminal.wait_exit() == 0


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="needs IPv6")
def test_rules_hold_where_both_kinds_of_addresses_are_served(
    serve: Serve, key: Callable[[str], Path], tmp_path: Path
) -> None:
    ada, bob = key("ada"), key("bob")
    keys = tmp_path / "keys"
    keys.write_text(
        f'from="127.0.0.0/8" {ada.with_suffix(".pub").read_text()}'
        f'from="*,!127.0.0.1" {bob.with_suffix(".pub").read_text()}'
    )
    served = serve("--host", "::", "--authorized-keys", keys)
    assert served.run("search putin", key=ada).returncode == 0
    assert served.run("search putin", key=bob).returncode == 255
    assert served.wait_for("login failed")["address"] == "127.0.0.1"


def test_who_does_nothing_is_sent_home_and_who_types_is_not(serve: Serve, visit: Visit) -> None:
    served = serve("--idle", "0.1")
    idle, reader = visit(served), visit(served)
    for terminal in (idle, reader):
        terminal.wait_for("15 unread")
    for _ in range(20):
        reader.press("j")
        time.sleep(0.5)
    idle.wait_for("you were away for long")
    assert idle.wait_exit() == 0
    assert idle.modes_left() == set()
    assert reader.process.poll() is None
    assert served.wait_for("visit")["seconds"] >= 6


def test_the_archive_grows_before_the_readers_eyes(
    serve: Serve, visit: Visit, tmp_path: Path, environment: dict[str, str]
) -> None:
    served = serve()
    terminal = visit(served)
    terminal.wait_for("15 articles")
    new = tmp_path / "new.txt"
    new.write_text("A new story of today\n\n12 May 2025\n\nSomething has happened.\n")
    subprocess.run([COMMAND, "add", new], env=environment, check=True, capture_output=True)
    terminal.wait_for("16 articles", "A new story of today")


def test_the_log_says_who_else_is_indexing(serve: Serve, home: Path) -> None:
    with acquire(Home(home).lock) or pytest.fail("not free"):
        waiting = serve().wait_for("update")["waiting"]
    assert waiting.startswith(f"process {os.getpid()}, since ")


COMMANDS = {
    "search": ("search putin --format jsonl --limit 1", 0, '"slug"', ""),
    "nothing found": ("search zzzzqqq", 1, "", "nothing found"),
    "show": ("show ukraine-war-putin", 0, "We share your pain", ""),
    "help": ("newstui --help", 0, "Usage: newstui", ""),
    "help without dashes": ("help", 0, "show", ""),
    "a shell": ("ls -la /", 2, "", "Only search and show"),
    "shell's signs": ("search putin; id", 0, "", ""),
    "more of a shell": ("$(id)", 2, "", "Only search and show"),
    "a change": ("rebuild", 2, "", "Only search and show"),
    "another home": ("newstui --home /tmp search putin", 2, "", "Only search and show"),
    "a server": ("serve", 2, "", "Only search and show"),
    "a file": ("search --batch /etc/passwd", 2, "", "only '-'"),
    "quotes": ("search 'putin", 2, "", "No closing quotation"),
    "too long": ("search " + "x" * 5000, 2, "", "too long"),
    "an escape": ("search \x1b[31mputin", 1, "", ""),
}


def test_commands_without_a_terminal(serve: Serve) -> None:
    served = serve()
    for name, (command, code, out, error) in COMMANDS.items():
        done = served.run(command)
        assert done.returncode == code, (name, done)
        assert out in done.stdout, (name, done)
        assert error in done.stderr, (name, done)
        assert "uid=" not in done.stdout
        assert "\x1b" not in done.stdout + done.stderr, name
        assert "python" not in done.stderr, "how it is run is nobody's business"
    lines = served.run("search --batch -", given="putin\nzzzzqqq\n")
    assert len(lines.stdout.splitlines()) == 2


def test_no_packet_is_sent_that_says_nothing(serve: Serve) -> None:
    ssh = [part.replace("=ERROR", "=DEBUG3") for part in serve().ssh("search putin")]
    found = subprocess.run(ssh, capture_output=True, text=True, timeout=120, check=True)
    assert "debug3: receive packet" in found.stderr
    assert "MSG_IGNORE" not in found.stderr


def test_what_is_no_command_is_wrong_use_and_no_defect(serve: Serve) -> None:
    served = serve()

    async def ask(asked: str) -> tuple[int | None, str]:
        async with client(served) as connection:
            process = await connection.create_process(asked)  # the input of the process stays open
            ended = await asyncio.wait_for(process.wait(), PATIENCE)
            return ended.exit_status, str(ended.stderr)

    code, said = asyncio.run(ask("search pu\0tin"))
    assert (code, said[:26]) == (2, "newstui: not a command: th")
    code, said = asyncio.run(ask("search putin --batch /etc/passwd"))
    assert code == 2
    assert "only '-' (standard input)" in said
    assert served.events("error") == []


def test_commands_that_are_sent_nothing_hold_up_nobody(serve: Serve) -> None:
    served = serve()

    async def send_nothing() -> None:
        async with client(served) as connection:
            idle = [await connection.create_process("search --batch -") for _ in range(15)]
            search = served.ssh("search putin --limit 1")
            search[1:1] = ["-b", "127.0.0.2"]  # another address of this machine
            done = await asyncio.to_thread(subprocess.run, search, capture_output=True, check=True)
            assert done.stdout
            assert served.wait_for("command")["address"] == "127.0.0.2", "the others still wait"
            for process in idle:
                ended = await process.wait()
                assert ended.exit_status == 3
                assert "no end of the input" in str(ended.stderr)

    asyncio.run(send_nothing())


def test_more_input_than_is_read_is_refused(serve: Serve) -> None:
    refused = serve().run("search --batch -", given="putin\n" * 50_000)
    assert refused.returncode == 3
    assert "the input is too long" in refused.stderr


def test_keys_of_a_terminal_while_a_command_is_sent_its_input(serve: Serve) -> None:
    served = serve()

    async def press(keys: bytes) -> tuple[int | None, bytes]:
        async with client(served) as connection:
            channel, session = await connection.create_session(
                Painted, "search --batch -", term_type="xterm", encoding=None
            )
            channel.write(keys)
            painted = cast(Painted, session)
            await asyncio.wait_for(painted.is_over.wait(), PATIENCE)
            return channel.get_exit_status(), painted.all

    assert asyncio.run(press(b"putin\r\x03")) == (130, b"")
    code, printed = asyncio.run(press(b"putin\rzzzzqqq\r\x04"))
    assert (code, printed.count(b"\r\n")) == (0, 2)


def test_without_a_terminal_the_browser_refuses(serve: Serve) -> None:
    served = serve()
    refused = served.run()
    assert refused.returncode == 2
    assert "ssh -t" in refused.stderr
    refused = served.run("newstui", given="jjq")
    assert refused.returncode == 2
    assert b"\x1b" not in (refused.stdout + refused.stderr).encode()
    assert served.run("search putin --limit 1").returncode == 0


def test_those_who_do_not_log_in_keep_nobody_out_for_long(serve: Serve, visit: Visit) -> None:
    served = serve("--per-address", "100")
    terminal = visit(served)
    terminal.wait_for("15 unread")
    strangers = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
    for end in strangers:
        end.settimeout(PATIENCE)
        assert end.recv(8) == b"SSH-2.0-", "these may take their time"
    with socket.create_connection(("127.0.0.1", served.port)) as one_more:
        one_more.settimeout(PATIENCE)
        assert one_more.recv(8) == b"", "this one is turned away"
    terminal.press("?")
    terminal.wait_for("finds a key or a rule")
    for end in strangers:
        end.close()
    wait_until(lambda: served.run("search putin --limit 1").returncode == 0)


def test_a_few_addresses_that_do_not_log_in_keep_out_no_other_one(serve: Serve) -> None:
    served = serve()
    strangers = [
        socket.create_connection(("127.0.0.1", served.port), source_address=(f"127.0.0.{host}", 0))
        for host in (2, 3, 4)
        for _ in range(20)
    ]
    for end in strangers:
        end.settimeout(PATIENCE)
        assert end.recv(8) == b"SSH-2.0-", "these may take their time"
    assert served.run("search putin --limit 1").returncode == 0
    refused = served.wait_for("refused")
    assert (refused["address"], refused["why"]) == ("127.0.0.2", "crowded out")
    for end in strangers:
        end.close()


def test_so_many_connections_of_one_address(serve: Serve, visit: Visit) -> None:
    served = serve("--per-address", "2")
    first, second = visit(served), visit(served)
    for terminal in (first, second):
        terminal.wait_for("15 unread")
    assert served.run("search putin").returncode == 255
    first.press("Q")
    first.wait_exit()
    wait_until(lambda: served.run("search putin").returncode == 0)


def test_visits_of_one_address_are_counted_over_all_of_its_connections(serve: Serve) -> None:
    served = serve("--per-address", "3")

    async def visit_often() -> None:
        async with client(served) as one, client(served) as other:
            for _ in range(4):
                found = await admitted(lambda: one.run("search putin --limit 1"))
                assert found.exit_status == 0
            for connection in (one, other, other):
                last, painted = await admitted(partial(browse, connection))
            for connection in (one, other):
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.create_session(Painted, "search putin")
            last.write(b"Q")
            await painted.is_over.wait()
            assert (await admitted(lambda: one.run("search putin --limit 1"))).exit_status == 0

    asyncio.run(visit_often())


def test_commands_are_no_readers(serve: Serve, visit: Visit) -> None:
    served = serve("--sessions", "1")

    async def send_nothing() -> None:
        async with client(served) as connection:
            for _ in range(3):
                await connection.create_process("search --batch -")
            await asyncio.to_thread(visit(served).wait_for, "15 unread")

    asyncio.run(send_nothing())


def test_who_leaves_while_waiting_to_come_up_leaves_nothing_behind(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path
) -> None:
    served = serve("--sessions", "6", "--per-address", "12")

    async def come_and_go(seconds: float) -> None:
        async with client(served) as connection:
            await connection.create_session(Painted, term_type="xterm-256color", encoding=None)
            await asyncio.sleep(seconds)
            connection.abort()

    async def come_and_say_no_more() -> None:
        async with client(served) as connection:
            channel, painted = await connection.create_session(
                Painted, term_type="xterm-256color", encoding=None
            )
            channel.write_eof()
            await asyncio.wait_for(cast(Painted, painted).is_over.wait(), PATIENCE)

    async def all_at_once() -> None:
        for seconds in (0, 0.02, 0.05, 0.1, 0.2):
            await asyncio.gather(*(come_and_go(seconds) for _ in range(6)))
        await asyncio.gather(*(come_and_say_no_more() for _ in range(6)))

    asyncio.run(all_at_once())
    for _ in range(6):
        visit(served).wait_for("15 unread")
    assert served.events("error") == []


def test_of_an_environment_only_hints_are_kept(serve: Serve) -> None:
    served = serve()
    sent: dict[bytes | str, bytes | str] = {"NO_COLOR": "1"}
    sent |= {f"V{number}": "x" * 30_000 for number in range(1_500)}

    def memory() -> int:
        pages = Path(f"/proc/{served.process.pid}/statm").read_text().split()[1]
        return int(pages) * 4096

    async def tell_much() -> None:
        async with client(served) as connection:
            await browse(connection)
            before = memory()
            _, session = await connection.create_session(
                Painted, term_type="xterm-256color", encoding=None, env=sent
            )
            painted = cast(Painted, session)
            await until(lambda: painted.bytes > 1000)
            assert memory() - before < 20 << 20, "half of what was sent"
            assert b"38;" not in painted.all, "this one is heeded"

    asyncio.run(tell_much())


def test_a_connection_over_which_nothing_goes_on_is_closed(serve: Serve) -> None:
    served = serve(login_seconds=1.0)

    async def ask_for_little() -> None:
        async with client(served) as idle, client(served) as reader:
            channel, painted = await browse(reader)
            await asyncio.wait_for(idle.wait_closed(), PATIENCE)
            assert not painted.is_over.is_set(), "this one reads"
            channel.write(b"Q")
            await asyncio.wait_for(reader.wait_closed(), PATIENCE)

    asyncio.run(ask_for_little())


def test_a_terminal_that_can_t_draw(serve: Serve, visit: Visit) -> None:
    terminal = visit(serve(), TERM="dumb")
    assert terminal.wait_exit() == 2
    assert "can't draw a screen" in terminal.text
    assert b"\x1b[" not in terminal.raw


def test_colours_are_each_reader_s_own(serve: Serve, visit: Visit) -> None:
    served = serve()
    plain, many = visit(served, TERM="linux"), visit(served, TERM="xterm-256color")
    for terminal in (plain, many):
        terminal.wait_for("15 unread")
    for mode in (b"?1049h", b"?2004h", b"?2026", b"38;", b"\x1b]"):
        assert mode not in plain.raw
    assert b"?1049h" in many.raw


def test_no_forwarding_of_any_kind(serve: Serve, tmp_path: Path) -> None:
    served = serve()
    with socket.socket() as target:
        target.bind(("127.0.0.1", 0))
        target.listen()
        target.settimeout(1)
        port = target.getsockname()[1]

        async def try_all() -> None:
            async with client(served) as connection:
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.open_connection("127.0.0.1", port)
                with pytest.raises(asyncssh.ChannelListenError):
                    await connection.start_server(lambda *_: None, "127.0.0.1", 0)
                with pytest.raises(asyncssh.ChannelOpenError):
                    await connection.open_unix_connection("/run/sshd.sock")
                with pytest.raises(asyncssh.ChannelListenError):
                    await connection.forward_remote_path(str(tmp_path / "s"), "/nothing")
                with pytest.raises((asyncssh.SFTPError, asyncssh.ChannelOpenError)):
                    await connection.start_sftp_client()
                process = await connection.create_process(
                    "search putin --limit 1", env={"LD_PRELOAD": "/nothing", "PYTHONPATH": "/tmp"}
                )
                assert (await process.wait()).exit_status == 0

        asyncio.run(try_all())
        with pytest.raises(TimeoutError):
            target.accept()


def test_metrics(serve: Serve, visit: Visit) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = serve("--metrics", str(port))
    terminal = visit(served)
    terminal.wait_for("15 unread")
    terminal.press("j")

    def numbers() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    wait_until(lambda: 'newstui_key_to_paint_seconds_bucket{le="+Inf"} 1' in numbers())
    text = numbers()
    assert "newstui_readers 1\n" in text
    for line in text.splitlines():
        assert re.fullmatch(r"# (?:HELP|TYPE) .*|newstui_\w+(?:\{.*\})? [0-9.e+-]+", line), line


def test_at_the_end_readers_are_told_and_keep_their_marks(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path, home: Path
) -> None:
    ada = key("ada")
    served = serve("--authorized-keys", ada.with_suffix(".pub"))
    terminal = visit(served, key=ada)
    terminal.wait_for("15 unread")
    terminal.press("s")
    terminal.wait_for("★")
    served.process.terminate()
    terminal.wait_for("the server is being stopped")
    assert terminal.modes_left() == set()
    assert served.process.wait(PATIENCE) == 0
    assert processes_with(home) == []
    (state,) = (home / "readers").glob("*.sqlite")
    assert state.stat().st_mode & 0o077 == 0


REFUSALS: dict[str, tuple[list[str], str]] = {
    "no one named": (["--host", "0.0.0.0"], "is reachable from other machines"),
    "no one named, IPv6": (["--host", "::"], "is reachable from other machines"),
    "both": (["--public", "--authorized-keys", "x"], "does not go with"),
    "no keys": (["--authorized-keys", "/nothing"], "No such file"),
    "no such address": (["--host", "192.0.2.1", "--public"], "can't listen on 192.0.2.1"),
    "log": (["--log", "nothing/log"], "nothing/log: the folder that it would be made in"),
    "host key": (["--host-key", "nothing/key"], "nothing/key: the folder that it would be made in"),
}


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_what_it_refuses_to_start_with(environment: dict[str, str], name: str, run: Run) -> None:
    run("add")
    arguments, reason = REFUSALS[name]
    refused = subprocess.run(
        [COMMAND, "serve", "--port", "0", *arguments], env=environment, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert refused.returncode == 3
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_home_without_an_archive_is_refused_and_not_made(run: Run, tmp_path: Path) -> None:
    refused = run("--home", tmp_path / "tpyo", "serve", "--port", "0")
    assert refused.returncode == 3
    assert "there is no archive here; `newstui add` makes one" in refused.stderr
    assert not (tmp_path / "tpyo").exists()


def test_an_archive_whose_index_was_deleted_is_served(
    serve: Serve, run: Run, home: Path, tmp_path: Path
) -> None:
    story = tmp_path / "story.txt"
    story.write_text("A new story of today\n\n12 May 2025\n\nSomething has happened.\n")
    run("add", story)
    shutil.rmtree(home / "index")
    served = serve()
    served.wait_for("update")
    assert "A new story of today" in served.run("search story").stdout


def test_a_port_that_is_taken_and_a_key_that_others_may_read(
    environment: dict[str, str], home: Path, serve: Serve
) -> None:
    served = serve()
    taken = subprocess.run(
        [COMMAND, "serve", "--port", str(served.port)], env=environment, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert taken.returncode == 3
    assert f"port {served.port}" in taken.stderr
    metrics = subprocess.run(
        [COMMAND, "serve", "--port", "0", "--metrics", str(served.port)], env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert metrics.returncode == 3
    assert f"can't listen on 127.0.0.1, port {served.port}" in metrics.stderr
    assert "for " not in metrics.stderr, "nobody is told to come"
    Home(home).host_key.chmod(0o644)
    open_key = subprocess.run(
        [COMMAND, "serve", "--port", "0"], env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert open_key.returncode == 3
    assert "0644" in open_key.stderr


# -- hostile clients


@asynccontextmanager
async def client(served: Served) -> AsyncIterator[asyncssh.SSHClientConnection]:
    async with asyncssh.connect(
        "127.0.0.1", served.port, known_hosts=None, username="news", client_keys=None, config=None
    ) as connection:
        yield connection


async def test_no_key_exchange_rests_on_sha_1(serve: Serve) -> None:
    served = serve()
    for weak in ("diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"):
        with pytest.raises(asyncssh.KeyExchangeFailed):
            await asyncssh.connect(
                "127.0.0.1", served.port, known_hosts=None, config=None, kex_algs=[weak]
            )


class Painted(asyncssh.SSHClientSession[bytes]):
    """SSH session that counts the received bytes, and stores the last 40,000."""

    def __init__(self) -> None:
        self.bytes = 0
        self.all = b""
        self.is_over = asyncio.Event()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self.bytes += len(data)
        self.all = (self.all + data)[-40_000:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over.set()


def first_line(painted: Painted) -> str:
    """Return the first line of the screen: letters arrive as they are typed, not as words."""
    emulator = Emulator(80, 24)
    EmulatorStream(emulator).feed(painted.all)
    return emulator.display[0]


async def browse(
    connection: asyncssh.SSHClientConnection, size: tuple[int, int] = (80, 24)
) -> tuple[asyncssh.SSHClientChannel[bytes], Painted]:
    channel, session = await connection.create_session(
        Painted, term_type="xterm-256color", term_size=size, encoding=None
    )
    painted = cast(Painted, session)
    await until(lambda: painted.bytes > 1000)
    return channel, painted


async def admitted(come: Callable[[], Awaitable[T]]) -> T:
    """Open a channel, which is refused until the server has seen the end of an earlier session."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await come()
        except asyncssh.ChannelOpenError:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)


async def until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def garbage(served: Served) -> None:
    chance = random.Random(7)
    async with client(served) as connection:
        channel, _ = await browse(connection)
        channel.write(chance.randbytes(1 << 20))
        await asyncio.sleep(1)


async def endless_paste(served: Served) -> None:
    async with client(served) as connection:
        channel, painted = await browse(connection)
        channel.write(b"/\x1b[200~" + b"\x1b[31mputin \xff" * 200_000 + b"\x1b[201~")
        await until(lambda: b"only the first" in painted.all)


async def never_reads(served: Served) -> None:
    async with client(served) as connection:
        channel, _ = await browse(connection, (200, 60))
        channel.pause_reading()
        for _ in range(300):
            channel.write(b" b\x0c")
            await asyncio.sleep(0.005)


async def torn_letters_and_sequences(served: Served) -> None:
    """Type into the search box, a byte at a time and in pieces that no terminal would send."""
    async with client(served) as connection:
        channel, painted = await browse(connection)
        channel.write(b"/")
        for byte in "мир日é".encode():
            channel.write(bytes([byte]))
            await asyncio.sleep(0.02)
        await until(lambda: first_line(painted).replace(" ", "").startswith("/мир日é"))
        for sequence in (
            *(b"\x1b[", b"\x1b[999999999999A", b"\x1b[1;2;3;4;5;6;7;8;9m", b"\x1b[8;9999;9999t"),
            *(
                b"\x1b]52;c;AAAA\x07",
                b"\x1bP+q544e\x1b\\",
                b"\xff\xfe\xc3",
                b"\x1b[<0;99999;99999M",
            ),
            *(b"\x1b[M\xff\xff\xff", b"\x1b[48;10000;10000;0;0t", b"\x1b[?2026;9$y", b"\x00" * 300),
        ):
            channel.write(sequence)
            await asyncio.sleep(0.05)
        channel.write(b"\x1b")
        await asyncio.sleep(0.3)
        channel.write(b"Q")


async def huge_terminal(served: Served) -> None:
    async with client(served) as connection:
        channel, _ = await browse(connection, (10_000, 10_000))
        for number in range(300):
            channel.change_terminal_size(number * 7919 % 20_000, 2**32 - 1 - number)
        channel.change_terminal_size(0, 0)
        await asyncio.sleep(0.5)


async def cut_in_the_middle(served: Served) -> None:
    for _ in range(5):
        async with client(served) as connection:
            channel, _ = await browse(connection)
            channel.write(b" \r j j q /war")
            connection.abort()


async def flood_of_packets(served: Served) -> None:
    """Send the smallest packets: of an unknown type, to no channel, and of window sizes."""
    async with client(served) as connection:
        channel, _ = await browse(connection)
        for number in range(20_000):
            connection.send_packet(192)
            connection.send_packet(MSG_IGNORE, String(b""))
            channel.change_terminal_size(60 + number % 100, 20 + number % 30)
        await asyncio.sleep(1)
    assert served.wait_for("flood")["reader"] == "anyone"


async def knocks(served: Served) -> None:
    ends = []
    for _ in range(500):
        end = socket.socket()
        end.setblocking(False)
        end.connect_ex(("127.0.0.1", served.port))
        with suppress(OSError):
            end.send(b"GET / HTTP/1.1\r\n\r\n")
        ends.append(end)
    await asyncio.sleep(1)
    for end in ends:
        end.close()


FAULTS: Sequence[Callable[[Served], Coroutine[None, None, None]]] = (
    garbage, endless_paste, torn_letters_and_sequences, never_reads, huge_terminal,
    cut_in_the_middle, flood_of_packets, knocks,
)  # fmt: skip


def test_others_do_not_notice_those_that_mean_no_good(serve: Serve, visit: Visit) -> None:
    served = serve("--per-address", "400")
    terminal = visit(served)
    terminal.wait_for("15 unread")
    for fault in FAULTS:
        asyncio.run(fault(served))
        terminal.press("?")
        terminal.wait_for("finds a key or a rule")
        terminal.press("escape")
        terminal.wait_gone("finds a key or a rule")
    assert served.process.poll() is None
    assert served.events("error") == []
    # The hostile clients share this address: its slots are free once the server sees their ends.
    wait_until(lambda: served.run("search putin --limit 1").returncode == 0)


async def flood_without_login(served: Served) -> None:
    class Waits(asyncssh.SSHClient):
        def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
            come.set_result(conn)

        def begin_auth(self, username: str) -> None:
            pass

        async def public_key_auth_requested(self) -> None:
            await asyncio.sleep(PATIENCE)

    come: asyncio.Future[asyncssh.SSHClientConnection] = asyncio.get_running_loop().create_future()
    knocking = asyncio.ensure_future(
        asyncssh.connect(
            "127.0.0.1", served.port, known_hosts=None, username="news", config=None,
            client_factory=Waits, preferred_auth="publickey",
        )
    )  # fmt: skip
    connection = await come
    await asyncio.sleep(0.5)
    for _ in range(40_000):
        connection.send_packet(MSG_IGNORE, String(b""))
    await asyncio.sleep(1)
    assert "reader" not in served.wait_for("flood")
    knocking.cancel()
    connection.abort()


def test_a_flood_without_a_login_holds_up_nobody(
    serve: Serve, visit: Visit, key: Callable[[str], Path], tmp_path: Path
) -> None:
    alice = key("alice")
    keys = tmp_path / "keys"
    keys.write_bytes(alice.with_suffix(".pub").read_bytes())
    served = serve("--authorized-keys", keys)
    terminal = visit(served, key=alice)
    terminal.wait_for("15 unread")
    asyncio.run(flood_without_login(served))
    terminal.press("?")
    terminal.wait_for("finds a key or a rule")


def test_so_many_and_no_more(serve: Serve, visit: Visit) -> None:
    served = serve("--sessions", "1")
    terminal = visit(served)
    terminal.wait_for("15 unread")
    second = visit(served)
    second.wait_for("as many readers as it can take")
    assert second.wait_exit() != 0
    terminal.press("Q")
    terminal.wait_exit()
    visit(served).wait_for("15 unread")
