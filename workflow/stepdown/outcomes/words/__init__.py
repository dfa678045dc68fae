"""Use-pattern words from canonical records (definitions, A.1).

`rules`       which observations of which substances, on which lattice: part of a plan's outcome
`intervals`   days -> positions of the lattice
`observed`    screens and self-reports -> counts an interval
`ending`      who began, when and why each word ends
`build`       all of it together, and the table that is kept
"""
