"""Tests of the session: screens agree with the archive on read marks and stars."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from index.archive.questions import Questions
from index.archive.session import Session
from index.engine.answer import Answer
from index.files.home import Home
from index.state import State


class Counting(Questions):
    """Engine that has counted the unread articles, and answers when the test lets it."""

    def __init__(self, *counts: int) -> None:
        self._counts = list(counts)
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def ask(self, method: str, *arguments: Any) -> Any:
        assert method == "search"
        counted = self._counts.pop(0)
        self.asked.set()
        await self.answers.wait()
        return Answer(total=counted)

    async def close(self) -> None:
        pass


class Asking(Session):
    """Session that asks the engine of a test."""

    engine: Questions

    @property
    def _engine(self) -> Questions:
        return self.engine


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Asking]:
    home = Home(tmp_path / "home")
    session = Asking(home, State.open(home.state))
    yield session
    await session.close()


async def test_a_count_from_before_an_article_was_read_is_not_believed(session: Asking) -> None:
    session.engine = engine = Counting(15, 14)
    counting = asyncio.create_task(session.count_unread())
    await engine.asked.wait()
    await session.set_read(["a"], True)
    engine.answers.set()
    assert await counting == session.unread == 14


async def test_what_is_read_is_taken_off_at_once(session: Asking) -> None:
    session.engine = engine = Counting(15)
    engine.answers.set()
    await session.count_unread()
    await session.set_read(["a", "b"], True)
    await session.set_starred(["a"], True)
    assert session.unread == 13
    await session.undo()
    await session.undo()
    assert session.unread == 15


async def test_what_another_window_read_is_counted(session: Asking) -> None:
    session.engine = engine = Counting(15, 14)
    engine.answers.set()
    await session.count_unread()
    other = State.open(session.home.state)
    other.set_read(["a"], True)
    other.close()
    assert await session.others_changed()
    assert session.unread == 14
