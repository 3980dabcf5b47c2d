"""Files for other programs: GraphML, CSV, pictures."""
