"""Frozen values that every stage shares, and small questions about them."""
