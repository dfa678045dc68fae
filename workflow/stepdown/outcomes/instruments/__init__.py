"""Symptom, severity and recovery instruments: scored, and their change judged (definitions, section C).

`facts`, `sources`, `instrument`    the form in which an instrument is declared, each fact with its source
`published/`, `registry`            the instruments, one file each, found by name
`checks`, `score`, `forms`          items and totals into scores; nothing is filled with zero
`item_rows`                         a long table of answers into assessments; no item leaves it
`composite`, `symptoms`             composites of items with maxima of their own; counts of symptoms
`change`, `clinical`, `verdicts`    reliable and clinically significant change, response, remission, MCID
`trajectory`                        assessments on the scale of days
`sensitive`, `outcome_check`        what may not leave the restricted zone; what may not be an outcome
`explain`, `document`               for people: one instrument in words, docs/instruments.md
"""
