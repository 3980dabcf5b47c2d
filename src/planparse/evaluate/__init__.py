"""How right the results are, against gold files."""
