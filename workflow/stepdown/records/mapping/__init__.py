"""From source columns to canonical columns, without code: names, recodes, units and dates in YAML."""
