"""A plan, or several, as one offline page."""
