"""State of a reader: read and star marks, positions, searches. Precious, in SQLite."""

from index.state.facts import Change, Facts, Position
from index.state.state import JSON, State

__all__ = ["JSON", "Change", "Facts", "Position", "State"]
