"""How do the rooms behave, alone and together?"""
