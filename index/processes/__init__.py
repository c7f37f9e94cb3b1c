"""Which processes does newstui run beside the screen, and how do they talk?"""
