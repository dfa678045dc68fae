"""Parts of the wide adapter: its settings, and the canonical tables it makes."""
