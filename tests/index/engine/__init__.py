"""Tests of engines: right hits alone, whatever happens to their files."""
