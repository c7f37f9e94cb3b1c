"""What articles do we have, and which ones match? Headless: nothing here knows a screen."""
