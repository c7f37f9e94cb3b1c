"""Tests of engines: right hits alone, through all damage to their files."""
