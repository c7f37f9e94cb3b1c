def tables(runs): return repr(runs)
