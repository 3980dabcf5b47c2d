"""What the words say: units, roles, dates, titles."""
