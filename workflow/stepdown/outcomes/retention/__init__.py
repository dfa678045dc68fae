"""Retention, engagement and continuity: what the definitions of this kind share (definitions, part B)."""
