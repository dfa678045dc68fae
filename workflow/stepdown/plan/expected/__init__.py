"""Tests that a researcher writes of their own plan: records in, expected outcomes out (config/tests/*.yaml).

`model`     the form of a file of tests
`tables`    small tables and words, as written, to canonical records
`run`       derive the outcomes and report every difference
"""
