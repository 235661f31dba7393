"""The demo collection: the archive of a town that does not exist."""
