"""Which unit a name means, across documents, cities, years and reforms."""
