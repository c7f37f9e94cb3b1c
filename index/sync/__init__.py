"""Update of the index from the sources: the files on disk, the changes, and the work they cause."""
