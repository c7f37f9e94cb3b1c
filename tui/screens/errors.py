"""Errors of workers on the status line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from textual.css.query import NoMatches

from index.errors import NewstuiError

P = ParamSpec("P")


class ErrorDisplay(Protocol):
    """Screen with a line for errors."""

    @property
    def display(self) -> bool:
        """Whether the screen is shown; False as soon as its removal begins."""

    def say_error(self, error: NewstuiError) -> None:
        """Show an error in one line."""


S = TypeVar("S", bound=ErrorDisplay)


def report_errors(
    task: Callable[Concatenate[S, P], Awaitable[None]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, None]]:
    """Return the task, with each `NewstuiError` shown in a line instead of ending the app.

    A closed screen loses its widgets before its tasks: a task that misses its widget then ends.
    """

    @wraps(task)
    async def telling(self: S, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            await task(self, *arguments, **named)
        except NewstuiError as error:
            self.say_error(error)
        except NoMatches:
            if self.display:
                raise

    return telling
