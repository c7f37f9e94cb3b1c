"""Segmentation of a page that was saved as plain text, every visible line of it, into articles."""
