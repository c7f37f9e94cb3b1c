"""Does an engine find what it should, and only that, whatever happens to its files?"""
