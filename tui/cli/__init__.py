"""Commands of newstui and their output."""
