"""Processes of newstui beside the screen, and messages between them."""
