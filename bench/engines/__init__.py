"""Comparison of newstui's engine with other search engines, on the same articles and queries."""
