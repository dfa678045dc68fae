"""Short lists of common words that give names and places away."""
