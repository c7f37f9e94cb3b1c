"""How fast is newstui's engine beside other search engines, on the same articles and questions?"""
