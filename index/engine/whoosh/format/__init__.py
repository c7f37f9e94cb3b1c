"""Bytes of an index that both Whoosh and numpy read: schema, tables, checksums."""
