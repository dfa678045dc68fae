"""From episodes to treatment spells: chains of episodes with no gap longer than a rule allows (definitions, B.5).

    linked, spells = build_spells(episodes, gap_days=30)     which episode is in which spell, and the spells
    stays = level_stays(linked, spells)                      one row for each time at one level of care
    ledger = discharge_ledger(stays, spells)                 by day and level: who entered, who left and why

Frames in, frames out; nothing here reads a file.
"""
