"""Limits per address."""

from __future__ import annotations

from collections import Counter

from tui.serve.limits.addresses import neighbourhood


class PerAddressLimit:
    """Limit of the connections, or of the sessions, of each address."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Count one more for an address; return False, and count nothing, at the limit."""
        whose = neighbourhood(address)
        if self._taken[whose] >= self._most:
            return False
        self._taken[whose] += 1
        return True

    def give_back(self, address: str) -> None:
        """Count one less for an address."""
        whose = neighbourhood(address)
        self._taken[whose] -= 1
        if not self._taken[whose]:
            del self._taken[whose]  # else every address that ever came would be remembered
