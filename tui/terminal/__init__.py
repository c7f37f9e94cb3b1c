"""From the screens to a terminal in few bytes, and keys from its bytes.

Everything here but `driver` knows nothing of Textual: a `Mirror` is fed with what a screen writes
and gives what its terminal has to be sent, whoever carries it there.
"""
