"""What did the reader do? Read, starred, positions and searches: precious, in SQLite."""

from index.state.facts import Change, Facts, Position
from index.state.state import JSON, State

__all__ = ["JSON", "Change", "Facts", "Position", "State"]
