"""What does the reader see and press? Nothing here imports whoosh."""
