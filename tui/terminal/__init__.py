"""How does the screen reach the terminal in as few bytes as can be?

Everything here but `driver` knows nothing of Textual: a `Mirror` is fed with what a screen writes
and gives what its terminal has to be sent, whoever carries it there.
"""
