"""Tests over a real OpenSSH server on loopback, as with a remote archive."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.files.home import Home
from index.state import State
from tests.end_to_end.conftest import COMMAND
from tests.terminal import Terminal

SSHD = Path("/usr/sbin/sshd")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SSHD.exists() or shutil.which("ssh") is None, reason="needs Debian's openssh-server"
    ),
]


@dataclass(frozen=True)
class Server:
    """sshd of the test's own, and the command that logs in."""

    ssh: tuple[str, ...]
    process: subprocess.Popen[bytes]


ROOT = Path(__file__).parents[2]


def kiosk_settings(home: Path) -> str:
    """Return the sshd settings of docs/serving.md, for the account that runs the tests."""
    documented = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    settings = documented.split("```sshd_config\n")[1].split("```")[0]
    settings = settings.replace("User reader", f"User {getpass.getuser()}")
    return settings.replace("/usr/local/bin/newstui", str(COMMAND)).replace("/srv/news", str(home))


@pytest.fixture
def server(tmp_path: Path, home: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    for name in ("host_key", "user_key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
        )
    shutil.copy(folder / "user_key.pub", folder / "authorized_keys")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config").write_text(
        f"""
        Port {port}
        ListenAddress 127.0.0.1
        HostKey {folder}/host_key
        AuthorizedKeysFile {folder}/authorized_keys
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        StrictModes no
        UsePAM no
        PidFile none
        PermitUserEnvironment no
        """
        + (kiosk_settings(home) if "kiosk" in request.fixturenames else "")
    )
    Path("/run/sshd").mkdir(exist_ok=True)  # the privilege separation folder
    process = subprocess.Popen(
        [SSHD, "-D", "-e", "-f", folder / "config"],
        stderr=(folder / "log").open("wb"),
        stdin=subprocess.DEVNULL,
    )
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if process.poll() is not None:
            pytest.skip(f"sshd does not start here: {(folder / 'log').read_text()}")
        time.sleep(0.05)
    ssh = (
        "ssh",
        *("-p", str(port), "-i", str(folder / "user_key"), "-F", "none"),
        *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        *("-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes"),
        f"{getpass.getuser()}@127.0.0.1",
    )
    yield Server(ssh, process)
    process.terminate()
    process.wait(10)


Connect = Callable[..., Terminal]


@pytest.fixture
def connect(server: Server, environment: dict[str, str], home: Path) -> Iterator[Connect]:
    """Yield a function that opens a terminal with `ssh -t` and newstui on the other side."""
    opened: list[Terminal] = []

    def start(columns: int = 80, lines: int = 24) -> Terminal:
        command = f"env NEWSTUI_HOME={home} LANG=C.UTF-8 {COMMAND}"
        ssh = (server.ssh[0], "-tt", *server.ssh[1:], command)
        terminal = Terminal(ssh, environment, columns, lines)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def test_it_looks_and_works_as_it_does_locally(connect: Connect) -> None:
    terminal = connect()
    terminal.wait_for("15 articles · 15 unread", "Zhelensky challenges the mothers")
    coloured = {terminal.cell(x, y).fg for x in range(80) for y in range(24)}
    assert len(coloured) > 1, "colours come without COLORTERM too"
    terminal.press("/", "putin pain")
    terminal.wait_for("Ukraine war: Putin tells")
    terminal.press("enter", "enter")
    terminal.wait_for("shares their pain", "365NEWSX")
    terminal.press("q", "q", "Q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()


def test_the_mouse_is_left_to_the_terminal(connect: Connect) -> None:
    terminal = connect()
    terminal.wait_for("15 unread")
    for mode in (b"?1000h", b"?1002h", b"?1003h", b"?1006h"):
        assert mode not in terminal.raw


def test_another_size(connect: Connect) -> None:
    terminal = connect()
    terminal.wait_for("15 unread")
    terminal.resize(130, 40)
    terminal.wait_for("Category", "politics")


def test_a_cut_link_ends_everything_on_the_other_side(connect: Connect, home: Path) -> None:
    from tests.end_to_end.test_browser import processes_with

    terminal = connect()
    terminal.wait_for("15 unread")
    terminal.press("s")
    terminal.wait_for("★")
    terminal.process.kill()
    end = time.monotonic() + 15
    while processes_with(home) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes_with(home) == []
    connect().wait_for("★", "15 articles")


def test_one_shot_commands_need_no_terminal(server: Server, home: Path) -> None:
    command = f"env NEWSTUI_HOME={home} {COMMAND} search putin --format jsonl"
    found = subprocess.run(
        [*server.ssh, command], capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ},
    )  # fmt: skip
    assert found.returncode == 0
    assert "365NEWSX" in found.stdout
    assert "\x1b" not in found.stdout


def test_without_a_terminal_the_browser_refuses(server: Server, home: Path) -> None:
    refused = subprocess.run(
        [*server.ssh, f"env NEWSTUI_HOME={home} {COMMAND}"],
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "ssh -t" in refused.stderr
    assert "\x1b" not in refused.stdout + refused.stderr


@pytest.fixture
def kiosk(home: Path, environment: dict[str, str]) -> Path:
    """Return the home of an archive with its owner's star, served by the docs' forced command."""
    subprocess.run([COMMAND, "add"], env=environment, check=True, capture_output=True)
    with closing(State.open(Home(home).state)) as state:
        found = subprocess.run(
            [COMMAND, "search", "putin", "--format", "jsonl", "--limit", "1"],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
        state.set_starred([json.loads(found.stdout)["id"]], True)
    return home


def test_a_kiosk_shows_the_archive_and_keeps_nothing(
    kiosk: Path, server: Server, environment: dict[str, str]
) -> None:
    before = {path: path.read_bytes() for path in kiosk.rglob("*") if path.is_file()}
    with Terminal((server.ssh[0], "-tt", *server.ssh[1:]), environment) as terminal:
        terminal.wait_for("15 articles · 15 unread", "NOT SAVED")
        assert "★" not in terminal.text, "what the owner starred is the owner's"
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("o")
        terminal.wait_for("zhelensky-challenges-the-mothers")
        terminal.press("Q")
        assert terminal.wait_exit() == 0
    after = {path: path.read_bytes() for path in kiosk.rglob("*") if path.is_file()}
    names = {path.name for path in set(before) ^ set(after)}
    assert names <= {"newstui.log"}
    assert all(before[path] == after[path] for path in before)


def test_a_kiosk_that_is_asked_for_newstui_is_the_browser(
    kiosk: Path, server: Server, environment: dict[str, str]
) -> None:
    ssh = (server.ssh[0], "-tt", *server.ssh[1:], "newstui")
    with Terminal(ssh, environment) as terminal:
        terminal.wait_for("15 articles · 15 unread", "NOT SAVED")
        terminal.press("Q")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(("locale", "star"), [("C.UTF-8", "★"), ("C", "*")])
def test_a_kiosk_draws_by_the_readers_locale(
    kiosk: Path, server: Server, environment: dict[str, str], locale: str, star: str
) -> None:
    ssh = (server.ssh[0], "-tt", "-o", f"SetEnv=LC_ALL={locale}", *server.ssh[1:])
    with Terminal(ssh, environment) as terminal:
        terminal.wait_for("15 unread")
        terminal.press("s")
        terminal.wait_for(f"{star} ")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("search putin --format jsonl", 0, '"slug"'),
        ("newstui show ukraine-war-putin", 0, "We share your pain"),
        ("search is:starred", 1, "nothing found"),
        ("newstui", 2, "ssh -t"),
        ("id; ls /", 2, "Only search and show"),
        ("rebuild", 2, "Only search and show"),
        ("search --batch /etc/passwd", 2, "only '-'"),
        ("scp -t /tmp", 2, "Only search and show"),
    ],
)
def test_what_a_kiosk_is_asked_for(
    kiosk: Path, server: Server, command: str, code: int, said: str
) -> None:
    done = subprocess.run(
        [*server.ssh, command], capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "uid=" not in done.stdout


def test_a_cut_link_is_gone_on_from(connect: Connect, home: Path) -> None:
    from tests.end_to_end.test_browser import processes_with

    terminal = connect()
    terminal.wait_for("15 unread")
    terminal.wait_gone("opening…")
    terminal.press("/", "putin", "enter")
    terminal.wait_for("1 hit ", "narrow")
    terminal.process.kill()
    end = time.monotonic() + 15
    while processes_with(home) and time.monotonic() < end:
        time.sleep(0.1)
    again = connect()
    again.wait_sent("opening…")
    again.wait_for("/ putin")
    again.wait_for("1 hit ", "narrow")
    again.press("Q")
    assert again.wait_exit() == 0
    assert again.modes_left() == set()
