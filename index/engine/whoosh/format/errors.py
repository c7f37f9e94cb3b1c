"""Exceptions of the engine: a damaged segment, an expired time limit."""

from __future__ import annotations


class OutOfTime(Exception):  # noqa: N818  (a signal, not a failure)
    """Expiry of the time limit of a search."""


class DamagedError(ValueError):
    """Bytes of a segment that contradict each other or their checksums."""
