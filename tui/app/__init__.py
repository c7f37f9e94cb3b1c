"""The browser: its start, its screens and the keys between them."""
