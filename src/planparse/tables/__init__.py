"""Tables out of pages: grids with spans, joined over page breaks, read into rows."""
