"""Screens, commands and server of newstui, without any import of Whoosh."""
