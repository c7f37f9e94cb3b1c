"""Decoding of files into articles: one format reader for each format, in one registry."""
