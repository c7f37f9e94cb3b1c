"""How much memory may indexing take?"""

from __future__ import annotations

MEMORY_MB = 256
"""Megabytes for the articles of a commit and what becomes of them, unless the user says otherwise;
the program itself comes on top."""

FEWEST_MB = 32
"""With less the index would be made of many small parts."""
