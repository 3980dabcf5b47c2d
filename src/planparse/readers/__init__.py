"""Read files into documents: characters, rules and pages."""
