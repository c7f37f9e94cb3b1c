"""Widgets: each draws as if its region were the whole terminal. A widget draws as if its region
were the whole terminal."""
