"""What people and machines read of a run: made from its record and verdicts only."""
