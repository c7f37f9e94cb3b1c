"""Headless archive of articles: ingest, index, search, state. No module here imports a screen."""
