"""Limits of the memory for indexing."""

from __future__ import annotations

MEMORY_MB = 384
"""The megabytes that each process may take for indexing, in all, unless the user sets others."""

FEWEST_MB = 256
"""The fewest megabytes: the program takes most; with less, an index has many small segments."""

MOST_MB = 1_048_576
"""The most megabytes, a tebibyte: a larger number is a slip of the hand."""
