"""Settings of the reader: keys, theme, config.toml."""
