"""Articles from the bytes of a file. One reader a format, in one registry."""
