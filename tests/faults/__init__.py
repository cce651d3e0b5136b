"""`make faults`: the real web server, worker and beat are killed and raced on a real database; then everything is counted."""
