"""The workflow itself is clean."""

from __future__ import annotations


def test_the_linter_has_nothing_to_say(small):
    linted = small.call("-m", "snakemake", "--lint", "--config", "study=small")
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_a_dry_run_of_a_fresh_study_is_clean(small):
    dry_run = small.snakemake("-n", results="fresh")
    assert dry_run.returncode == 0
    said = (dry_run.stdout + dry_run.stderr).lower()
    assert "warning" not in said
    assert "error" not in said
    assert not (small.folder / "fresh").exists()


def test_the_rules_are_in_the_house_style(small):
    formatted = small.call("-m", "snakefmt", "--check", "Snakefile", "workflow/rules")
    assert formatted.returncode == 0, formatted.stdout + formatted.stderr
