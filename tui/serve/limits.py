"""Limits of a server for its readers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server gives, in all and to each."""

    sessions: int = 300
    """Readers at a time."""
    per_address: int = 20
    """Connections of one address, and visits over all of them; an office or a school may be one."""
    strangers: int = 60
    """Connections that have not logged in yet; a class of fifty may come all at once."""
    login_seconds: float = 20.0
    """How long logging in may take; a connection without a visit has twice that."""
    logins: int = 6
    """Keys that a connection may offer."""
    idle_seconds: float = 3600.0
    """How long a reader may do nothing."""
    starting: int = 2
    """Screens that come up at a time: the others' keys come between."""
    commands: int = 3
    """Commands that run at a time, the last one of an address that runs no other."""
    commands_waiting: int = 100
    """Commands that run, wait for their turn, or are being sent what they ask for."""
    input_seconds: float = 10.0
    """How long a command waits for its input; it holds no place meanwhile."""
    command_seconds: float = 30.0
    """How long a command may run."""
    command_bytes: int = 32 * 1024 * 1024
    """What a command may print."""
    columns: int = 400
    lines: int = 150
    """A terminal is drawn on so far; the rest of a larger one stays empty."""

    def size(self, columns: int, lines: int) -> tuple[int, int]:
        """The size that is drawn for a terminal that says it has this one; 0 is unknown."""
        if not (columns and lines):
            return 80, 24
        return max(10, min(columns, self.columns)), max(3, min(lines, self.lines))
