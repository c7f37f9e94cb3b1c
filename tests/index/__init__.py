"""Tests of the archive without a screen."""
