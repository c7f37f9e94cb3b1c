"""Screens: each fills the whole terminal."""
