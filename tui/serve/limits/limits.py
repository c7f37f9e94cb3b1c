"""Limits of a server for its readers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one server: in total, for each address, and for each command."""

    sessions: int = 300
    """Readers at a time."""
    per_address: int = 20
    """Connections of one address, and sessions over all of them; a school may have only one."""
    strangers: int = 60
    """Connections before login; a class of fifty may come all at once."""
    login_seconds: float = 20.0
    """Timeout of a login; a connection without a session has twice that."""
    logins: int = 6
    """Keys that a connection may offer."""
    idle_seconds: float = 3600.0
    """Seconds without input before a reader is disconnected."""
    starting: int = 2
    """Screens that start at a time: keys of other readers are served in between."""
    commands: int = 3
    """Commands that run at a time, the last one of an address that runs no other."""
    commands_waiting: int = 100
    """Commands that run, wait for their turn or for their input."""
    input_seconds: float = 10.0
    """Timeout of a command's input, during which the command holds no place."""
    command_seconds: float = 30.0
    """Timeout of a command."""
    command_bytes: int = 32 * 1024 * 1024
    """Bytes of a command's output."""
    columns: int = 400
    lines: int = 150
    """Largest terminal that is drawn on, with `columns`; the rest of a larger one stays empty."""

    def size(self, columns: int, lines: int) -> tuple[int, int]:
        """Return the size to draw for a client's terminal; 80 by 24 for 0, an unknown size."""
        if not (columns and lines):
            return 80, 24
        return max(10, min(columns, self.columns)), max(3, min(lines, self.lines))
