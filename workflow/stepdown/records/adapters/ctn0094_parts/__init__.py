"""The parts of the `ctn0094` adapter: reading, then one module for each group of canonical tables."""
