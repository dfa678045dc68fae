"""One file a kind of identifier: to add a rule, add a `Rule` to `RULES` of a file here, or add a file."""
