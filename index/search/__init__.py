"""What a reader gets for a request: answers, suggestions, concordances, series."""
