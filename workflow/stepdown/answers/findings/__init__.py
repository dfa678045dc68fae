"""Findings: one sentence a director can read aloud, every number of it taken from the estimates table."""
