"""Output of screens as few bytes, and keys from a terminal's input.

Only `driver` and `keyboard` import Textual. A `Mirror` takes a screen's output and returns the
bytes for its terminal, over any transport.
"""
