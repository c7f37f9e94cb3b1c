"""Conversion of article batches to segments: inversion, merges, the helper process."""
