"""Widgets: each draws as if its region were the whole terminal."""
