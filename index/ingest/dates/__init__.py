"""Parsing of dates in the lines of a page, in every language and several calendars."""
