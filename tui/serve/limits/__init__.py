"""Limits of a server: sessions, connections of an address, processor time of input."""
