"""Queries to ranked documents: expansion, matching, scores, collection."""
