"""Parts of the program adapter: reading a table's files, and turning dates into days."""
