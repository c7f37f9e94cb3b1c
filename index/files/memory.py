"""Limits of the memory for indexing."""

from __future__ import annotations

MEMORY_MB = 384
"""Megabytes that each process may take for indexing, all in all, unless the user says otherwise."""

FEWEST_MB = 256
"""The program itself takes most of that; with less the index would be made of many small parts."""

MOST_MB = 1_048_576
"""A tebibyte: a larger number is a slip of the hand."""
