"""Errors of workers on the status line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from textual.css.query import NoMatches

from index.errors import NewstuiError

P = ParamSpec("P")


class ErrorDisplay(Protocol):
    """Who has a line to say it on."""

    @property
    def display(self) -> bool:
        """False as soon as it is being taken down."""

    def say_error(self, error: NewstuiError) -> None:
        """Tell what went wrong, in one line."""


S = TypeVar("S", bound=ErrorDisplay)


def report_errors(
    task: Callable[Concatenate[S, P], Awaitable[None]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, None]]:
    """The task, but what newstui can explain ends it with a line, not with the app.

    A screen that is left loses its widgets before its tasks: what they wanted to draw is moot.
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
