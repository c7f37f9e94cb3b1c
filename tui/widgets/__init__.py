"""What are the screens made of? A widget draws as if its region were the whole terminal."""
