"""Numbers of command-line options, refused with the range that they must lie in."""

from __future__ import annotations

import math
from typing import Any

import click


class Number(click.types.StringParamType):
    """A number from `least` up to `most`: a whole one, or one with a fraction."""

    def __init__(self, least: float, most: float, *, is_whole: bool = True) -> None:
        self.name = "integer" if is_whole else "number"
        self.least, self.most = least, most
        self.is_whole = is_whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; anything else is wrong use that names option, range and value."""
        try:
            number: float = int(value) if self.is_whole else float(value)
        except ValueError:
            number = math.nan
        if self.least <= number <= self.most:  # false for NaN
            return number
        kind = "a whole number" if self.is_whole else "a number"
        span = f"{kind} from {self.least:,} to {self.most:,}"
        option = param.opts[0] if param is not None else "it"
        raise click.UsageError(f"{option} must be {span}, not {_shown(value)}", ctx)


def _shown(value: Any) -> str:
    from index.query.display_text import shortened
    from index.text.clean import clean_line

    return shortened(clean_line(str(value))) or "empty"
