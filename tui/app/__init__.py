"""The browser: its start, its screens and the dispatch of keys between them."""
