"""How large things may be before a file counts as broken or hostile."""

from __future__ import annotations

# What a spreadsheet cell can hold; a longer one is a lost quote or not data of this kind.
MAX_CELL = 32_767
# One line of text; a longer one is not a table, and must not fill the memory.
MAX_LINE = 1 << 24
# A packed file may swell to this size, and by this factor once it is larger than what is always allowed.
MAX_EXPANDED = 32 * (1 << 30)
MAX_RATIO = 250
FREE_EXPANDED = 1 << 26
# Bytes looked at when a decision needs a sample.
SAMPLE = 1 << 16
