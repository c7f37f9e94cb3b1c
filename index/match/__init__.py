"""Matches of a query in a text: patterns, spans, highlights, snippets."""
