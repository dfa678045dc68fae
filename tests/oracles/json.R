# Writes nested lists as JSON with 15 significant digits. Base R only, so that nothing more need be installed.

json_value <- function(x, indent = "") {
  deeper <- paste0(indent, " ")
  if (is.list(x)) {
    items <- vapply(x, json_value, "", indent = deeper)
    if (!is.null(names(x))) {
      return(paste0("{\n", paste0(deeper, "\"", names(x), "\": ", items, collapse = ",\n"), "\n", indent, "}"))
    }
    return(paste0("[", paste(items, collapse = ", "), "]"))
  }
  if (is.matrix(x)) {
    return(paste0("[", paste(apply(x, 1, function(row) json_value(unname(row))), collapse = ", "), "]"))
  }
  text <- if (is.character(x)) paste0("\"", x, "\"") else format_numbers(as.numeric(x))
  if (inherits(x, "scalar")) text else paste0("[", paste(text, collapse = ", "), "]")
}

# NaN, NA and infinities have no place in JSON: they become null.
format_numbers <- function(x) {
  ifelse(is.finite(x), vapply(x, function(value) format(value, digits = 15), ""), "null")
}

scalar <- function(x) structure(unname(x), class = "scalar")

write_reference <- function(name, cases, packages = "survival") {
  versions <- lapply(packages, function(package) scalar(as.character(packageVersion(package))))
  names(versions) <- packages
  made_with <- c(list(R = scalar(paste(R.version$major, R.version$minor, sep = "."))), versions)
  text <- json_value(c(list(made_with = made_with), cases))
  writeLines(text, file.path("tests/oracles/reference", paste0(name, ".json")))
}
