"""Which aftercare a person had received by a day: unknown is not "no"."""

from __future__ import annotations

import math

import pytest

from stepdown.outcomes.ascertainment import ascertainment
from stepdown.outcomes.exposures import aftercare_received_by, first_contact_day

DUE = {0: 0, 6: 183, 12: 365}

# rows of one person: (wave or None, day, kind, received) | landmark | what was known on it
BY_A_DAY = {
    "a contact before the landmark": ([(None, 20, "primary_care", True)], 30, "yes"),
    "a contact on the landmark": ([(None, 30, "primary_care", True)], 30, "yes"),
    "a contact the day after": ([(None, 31, "primary_care", True)], 30, "no"),
    "observed and no contact": ([(None, 365, "primary_care", False)], 30, "no"),
    "no record at all": ([], 30, None),
    "only another kind": ([(None, 20, "mutual_help", True)], 30, None),
    "told at an interview that was due by then": ([(6, 240, "primary_care", True)], 183, "yes"),
    "denied at an interview that was due by then": ([(6, 240, "primary_care", False)], 183, "no"),
    "an interview due after the landmark says nothing": ([(6, 240, "primary_care", True)], 30, None),
    "denied at an interview due after the landmark": ([(6, 240, "primary_care", False)], 30, None),
    "yes at one interview, no at the next": ([(6, 190, "primary_care", True), (12, 370, "primary_care", False)], 365, "yes"),
    "no at the first, yes after the landmark": (
        [(6, 190, "primary_care", False), (12, 370, "primary_care", True)], 183, "no",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BY_A_DAY)
def test_what_was_received_by_a_day(case, aftercare):
    seen, landmark, expected = BY_A_DAY[case]
    received = aftercare_received_by(aftercare(*(("a", *row) for row in seen)), "primary_care", landmark, DUE)
    assert received.get("a") == expected


# rows of one person | first contact, observed to
FIRST_CONTACT = {
    "one contact": ([(None, 57, "primary_care", True)], (57, 57)),
    "the first of two": ([(None, 57, "primary_care", True), (None, 20, "primary_care", True)], (20, 57)),
    "none until day 365": ([(None, 365, "primary_care", False)], (math.nan, 365)),
    "only told at an interview": ([(6, 190, "primary_care", True)], None),
}


@pytest.mark.parametrize("case", FIRST_CONTACT)
def test_the_first_dated_contact(case, aftercare):
    seen, expected = FIRST_CONTACT[case]
    found = first_contact_day(aftercare(*(("a", *row) for row in seen)), "primary_care")
    if expected is None:
        assert found.empty
        return
    contact, observed_to = found.loc["a", ["contact_day", "observed_to"]].astype("float64")
    assert (contact, observed_to) == pytest.approx(expected, nan_ok=True)


def test_follow_up_is_counted_by_group_and_wave(follow_up, rows):
    records = follow_up(
        ("a", 6, 183, "reached"), ("b", 6, 183, "refused"), ("c", 6, 183, "reached"), ("d", 6, 183, "reached"),
        ("a", 12, 365, "died"),
    )  # fmt: skip
    group = rows("person_id arm", ("a", "clinic"), ("b", "clinic"), ("c", "control"), ("d", None))
    found = ascertainment(records, group.set_index("person_id")["arm"])
    assert list(found.itertuples(index=False, name=None)) == [
        ("clinic", 6, 183, 2, 1),
        ("clinic", 12, 365, 1, 0),
        ("control", 6, 183, 1, 1),
    ]
