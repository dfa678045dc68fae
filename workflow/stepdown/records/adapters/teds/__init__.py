"""The parts of the `teds_d` adapter.

`codes.csv`      family, years, code -> canonical value and its words; -9 is missing in every family.
`labels.csv`     field, label -> code, for files that hold words instead of codes (2021 on), compared without
                 case and punctuation. "None" is a label, not a missing value.
`names.csv`      other names of a field -> the name used here (that of the 2019 file).
`variables.csv`  the person columns that a plan may ask for: name, field, family, label, when it is known,
                 the first year that has it, and whether it is read by default.

A test compares them with SAMHSA's codebooks.
"""
