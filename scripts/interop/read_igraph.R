# Count nodes, edges and roles of every GraphML file of a folder with R's igraph.
# One line a file: name, nodes, edges, and for each role its UTF-8 bytes as hex, "=" and how many edges have it.

suppressPackageStartupMessages(library(igraph))
options(warn = -1)
folder <- commandArgs(trailingOnly = TRUE)[1]
cat(sprintf("version\t%s with R %s\n", packageVersion("igraph"), getRversion()))

hex <- function(text) paste(as.character(charToRaw(text)), collapse = "")

count <- function(path) {
  graph <- read_graph(path, format = "graphml")
  roles <- edge_attr(graph, "role")
  if (is.null(roles)) roles <- rep("", ecount(graph))
  roles[is.na(roles)] <- ""
  found <- table(vapply(roles, hex, ""))
  cat(sprintf("%s\t%d\t%d\t%s\n", basename(path), vcount(graph), ecount(graph),
              paste(sprintf("%s=%d", names(found), as.integer(found)), collapse = ";")))
}

for (path in list.files(folder, pattern = "[.]graphml$", full.names = TRUE)) {
  tryCatch(count(path), error = function(problem) {
    cat(sprintf("%s\terror\t%s\n", basename(path), gsub("[\t\r\n]", " ", conditionMessage(problem))))
  })
}
