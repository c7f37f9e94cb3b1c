"""Posting lists and the term dictionary, decoded into arrays and encoded from arrays."""
