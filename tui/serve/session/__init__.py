"""A session over SSH: connection, channel, screens or one command, and the shared archive."""
