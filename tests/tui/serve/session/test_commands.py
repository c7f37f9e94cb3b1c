"""Tests of commands without a terminal, before a process is started for them."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("asyncssh")

from index.files.home import Home
from tui.serve.limits.limits import Limits
from tui.serve.login.authorized_keys import Account
from tui.serve.session.commands import LONGEST, RemoteCommand, takes_input


@pytest.mark.parametrize(
    ("asked", "takes"),
    [
        ("search --batch -", True),
        ("newstui search putin --batch=- --as-typed", True),
        ("search putin --batch '-'", True),
        ("search putin --batch /etc/passwd", False),
        ("search 'what --batch - does'", False),
        ("search -- --batch -", False),
        ("search --batch", False),
        ("search --batch - 'unbalanced", False),
        ("search putin", False),
    ],
)
def test_input_is_waited_for_where_it_is_read(asked: str, takes: bool) -> None:
    assert takes_input(asked) is takes


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("search pu\0tin", "newstui: not a command: there is a null character in it\n"),
        ("search --batch - \0", "newstui: not a command: there is a null character in it\n"),
        ("x" * (LONGEST + 1), "newstui: the command is too long\n"),
    ],
)
async def test_what_no_process_can_be_asked_is_refused_at_once(
    home: Home, asked: str, said: str
) -> None:
    command = RemoteCommand(home, Account("ada", None), asked, Limits())
    told: list[tuple[bytes, bool]] = []
    await command.have_input()
    code = await command.run(lambda data, is_error: told.append((data, is_error)), asyncio.Event())
    assert (code, told) == (2, [(said.encode(), True)])


@pytest.mark.parametrize("columns", [40, 120])
async def test_an_article_is_as_wide_as_the_terminal_of_its_reader(
    home: Home, columns: int
) -> None:
    command = RemoteCommand(home, Account("ada", None), "show ukraine-war", Limits(), columns)
    printed = bytearray()
    may_write = asyncio.Event()
    may_write.set()
    assert await command.run(lambda data, _is_error: printed.extend(data), may_write) == 0
    widest = max(map(len, printed.decode().split("\n")))
    assert columns - 20 < widest <= columns
