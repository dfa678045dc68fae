"""Reading tables out of files of any common format, without losing a row or guessing a value.

`read.read_table` gives every wanted column as text with the line of each row,
`parse` turns text into numbers, flags and dates, `peek.peek` describes a file
without showing what is in it.

What is wrong with one row sends that row to `ReadTable.broken_rows`, and the
others are read. What leaves it unclear which rows or columns there are is a
`Problem` of the whole file:

=====================================  =======================================================
a row is broken by                     a file is refused for
=====================================  =======================================================
more or fewer fields than the header   missing, unreadable, empty, or a header without rows
a NUL byte                             a header with empty or repeated names, or none at all
a quote inside an unquoted field       a quoted cell that swallows rows or is never closed
a line end inside a field              bytes that no encoding explains, or more than one might
a cell that is a spreadsheet formula   an unclear delimiter; a column that is absent
..                                     a cell longer than any spreadsheet could hold
..                                     a packed file that is cut short or swells beyond limits
=====================================  =======================================================
"""
