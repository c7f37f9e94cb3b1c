"""Segments, commits and snapshots of an index on disk."""
