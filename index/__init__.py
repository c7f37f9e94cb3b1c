"""An archive of articles without a screen: ingest, index, search, state. Headless: nothing here
knows a screen."""
