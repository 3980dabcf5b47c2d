"""The responsibility graph of one or many plans."""
