"""Screens, commands and server of newstui. No module here imports Whoosh. Nothing here imports
whoosh."""
