"""The first frame, drawn before anything large is imported, and the record of each window."""
