"""Lines of text for screens and output, without Textual: rows, layouts, charts, records."""
