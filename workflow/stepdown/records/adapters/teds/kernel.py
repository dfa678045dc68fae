"""The compiled loop over the bytes of a text file that holds whole numbers and nothing else."""

from __future__ import annotations

import numpy as np

from stepdown.compiled import loop

NEWLINE, RETURN, MINUS, ZERO, NINE = 10, 13, 45, 48, 57
# What a column turned out to hold.
CODES, LONGER, NO_NUMBER = 0, 1, 2
# Where the values of a column go: a row of `small` (0 and up), only into the counts, or a row of `wide`.
COUNTED, WIDE = -1, -2
MISSING_WIDE = np.iinfo(np.int64).min
# No more digits fit into 64 bits for certain.
MOST_DIGITS = 18
LARGEST_CODE = 127


@loop("u1[:]", "i8", "i8[:]", "i8", "i1[:,:]", "i8[:,:]", "i1[:]", "i8[:,:]", "i8[:,:]", "i8[:]")
def parse(block, separator, places, blank, small, wide, kinds, counts, uneven, totals, first_task, last_task):
    """Parse whole rows; a single task.

    Parameters
    ----------
    block : bytes that end where a row ends, with a line feed.
    separator : the byte between fields.
    places : of each column, where its values go: its row in `small`, COUNTED, or WIDE minus its row in `wide`.
    blank : what an empty cell is; MISSING_WIDE in a wide column.
    small, wide : columns x rows; they receive the values.
    kinds : receives of each column CODES, LONGER (a number beyond a byte) or NO_NUMBER.
    counts : columns x 256; receives how often each code stood there, seen as an unsigned byte. Wide columns are not
        counted.
    uneven : rows x 2; receives the number (from 0) and the fields of the first rows with too few or too many.
    totals : receives the rows parsed, uneven ones among them, and how many are uneven. Blank lines are no rows.
    """
    n_columns = len(places)
    row, column, n_uneven, i, size = 0, 0, 0, 0, len(block)
    while i < size:
        begins = i
        negative = block[i] == MINUS
        if negative:
            i += 1
        first = i
        value = 0
        while ZERO <= block[i] <= NINE:
            value = value * 10 + (np.int64(block[i]) - ZERO)
            i += 1
        digits = i - first
        if block[i] == RETURN and block[i + 1] == NEWLINE:
            i += 1
        number = (block[i] == separator or block[i] == NEWLINE) and digits <= MOST_DIGITS
        number &= digits > 0 or not negative
        while block[i] != separator and block[i] != NEWLINE:
            i += 1
        if column < n_columns:
            place = places[column]
            if negative:
                value = -value
            if not number:
                kinds[column] = NO_NUMBER
            elif place <= WIDE:
                wide[WIDE - place, row] = value if digits else MISSING_WIDE
            else:
                if digits == 0:
                    value = blank
                if -LARGEST_CODE <= value <= LARGEST_CODE:
                    counts[column, value & 255] += 1
                    if place >= 0:
                        small[place, row] = value
                elif kinds[column] == CODES:
                    kinds[column] = LONGER
        column += 1
        if block[i] == NEWLINE:
            if column == n_columns:
                row += 1
            elif not (column == 1 and block[begins] <= RETURN):
                if n_uneven < len(uneven):
                    uneven[n_uneven, 0] = row
                    uneven[n_uneven, 1] = column
                n_uneven += 1
                row += 1
            column = 0
        i += 1
    totals[0], totals[1] = row, n_uneven
