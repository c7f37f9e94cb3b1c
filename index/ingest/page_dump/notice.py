"""Notices of sites that ask for consent to cookies."""

from __future__ import annotations

from typing import Final

from index.ingest import phrases as words

_LEAST_TERMS: Final = 2


def is_notice(text: str) -> bool:
    """Tell whether a folded text is part of a notice that asks for consent, beyond doubt."""
    return _names_cookies(text) or sum(term in text for term in words.CONSENT_TERMS) >= _LEAST_TERMS


def is_of_notice(text: str) -> bool:
    """Tell whether a folded text near a notice is part of the same notice."""
    return _names_cookies(text) or any(term in text for term in words.CONSENT_TERMS)


def _names_cookies(text: str) -> bool:
    return any(sign in text for sign in words.CONSENT_SIGNS) or not words.CONSENT.isdisjoint(
        text.replace(",", " ").replace(".", " ").split()
    )
