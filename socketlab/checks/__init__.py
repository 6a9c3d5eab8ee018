"""Questions put to the recorded evidence: pure functions of plan and record, nothing else."""
