"""Limits per address."""

from __future__ import annotations

from collections import Counter

from tui.serve.addresses import neighbourhood


class PerAddressLimit:
    """Things of one kind, as connections or visits are, of which an address may have so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """One more for this address; False where it has all that it may have."""
        whose = neighbourhood(address)
        if self._taken[whose] >= self._most:
            return False
        self._taken[whose] += 1
        return True

    def give_back(self, address: str) -> None:
        """One that was taken is free again."""
        whose = neighbourhood(address)
        self._taken[whose] -= 1
        if not self._taken[whose]:
            del self._taken[whose]  # or every address that ever came would be remembered
