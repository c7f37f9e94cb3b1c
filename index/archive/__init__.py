"""The one door to an archive, for any front end: sessions, engine and indexer processes."""
