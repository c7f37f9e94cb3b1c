"""State of a reader: read, starred, positions, searches. Precious, in SQLite. Read, starred,
positions and searches: precious, in SQLite."""

from index.state.facts import Change, Facts, Position
from index.state.state import JSON, State

__all__ = ["JSON", "Change", "Facts", "Position", "State"]
