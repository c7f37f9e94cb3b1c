"""Protocols of a search engine, its requests and answers, and the registry of the engines."""
