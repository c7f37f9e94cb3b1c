"""Update of the index from the sources: what is on disk, what changed, who does it."""
