"""Service tasks of the fault tests: each leaves a row, with no constraint that could hide a double."""
