"""Many documents, one dataset."""
