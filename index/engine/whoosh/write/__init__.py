"""Batches of articles to segments: inversion, merges, the helper process."""
