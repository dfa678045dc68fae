"""The instruments against their own test tables, the thresholds of definitions C.1 and properties of any answers."""
