"""Places in a text that match a query: spans, highlights, snippets."""
