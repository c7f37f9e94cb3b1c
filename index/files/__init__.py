"""Files of a newstui home and of the user: paths, bounded reads, locks, errors of the system."""
