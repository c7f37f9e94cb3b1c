"""A process for many sessions: fault isolation, memory, events, metrics."""
