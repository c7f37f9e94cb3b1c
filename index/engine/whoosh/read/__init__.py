"""Evaluation of queries: translation, term expansion, matching, scores, collection."""
