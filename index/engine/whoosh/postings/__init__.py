"""Posting lists and the term dictionary: blocks of bytes to arrays and back."""
