"""The identifier guard: nothing that identifies a person gets past the door.

`inspect.inspect_table` looks at every column of a source table, by name and by content, and lists what must
not be read; `inspect.refuse_identifiers` turns that list into an error; `door.Door` does both for all files of
a source. A rule is one entry in a file of
`rules/`; `column` is what a rule sees of a column, `clean` takes disguises off, `keys` hashes person keys.
"""

from stepdown.records.guard.findings import IdentifierError, Refusal
from stepdown.records.guard.inspect import inspect_table, refuse_identifiers
from stepdown.records.guard.keys import hash_keys, looks_like_record_number

__all__ = [
    "IdentifierError",
    "Refusal",
    "hash_keys",
    "inspect_table",
    "looks_like_record_number",
    "refuse_identifiers",
]
