"""What planparse knows about the world, as data with sources, and the functions that load it."""
