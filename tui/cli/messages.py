"""Messages of the commands on standard error."""

from __future__ import annotations

import click


def complain(text: str) -> None:
    """Print one line on standard error, cleaned of control characters from file names or texts."""
    from index.text.clean import clean_line

    if not text.isascii():
        from tui.terminal.charset import decode_names

        text = decode_names(text)
    click.echo(f"newstui: {clean_line(text)}", err=True)
