"""Access to an archive for any front end: sessions, engine processes and the indexer process."""
