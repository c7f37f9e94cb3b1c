"""Identities of a server and its clients: host key, authorized keys, accounts."""
