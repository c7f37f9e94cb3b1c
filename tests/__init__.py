"""Tests of the rooms, alone and together."""
