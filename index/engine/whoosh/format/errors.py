"""Damage of an index, and the end of the time for a search."""

from __future__ import annotations


class OutOfTime(Exception):  # noqa: N818  (a signal, not a failure)
    """The time limit of a search has come."""


class DamagedError(ValueError):
    """The bytes of a segment contradict each other."""
