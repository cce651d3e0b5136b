"""`make bench`: figures as ratios, both sides in one run on one machine. Prints a table and writes docs/benchmarks.md."""
