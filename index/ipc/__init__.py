"""Processes of newstui beside the screen."""
