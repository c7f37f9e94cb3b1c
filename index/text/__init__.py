"""Text in any script: cleaning, folding, terms, languages, spellings of names."""
