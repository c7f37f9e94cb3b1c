"""Answers to a reader's requests: hits, suggestions, explanations, concordances and series."""
