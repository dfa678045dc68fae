"""Figure kinds. A module here with `draw` and `describe` is a figure kind of that name."""
