"""Disk formats that both Whoosh and numpy read: schema, hash files, rows, checksums."""
