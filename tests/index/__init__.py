"""What does the archive do without a screen?"""
