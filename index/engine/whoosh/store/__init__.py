"""Segments, commits and snapshots of an index on the disk."""
