"""Files of a newstui home and of the user: places, bounded reads, locks, errors of the system."""
