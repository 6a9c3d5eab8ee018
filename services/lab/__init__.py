"""What the orchestrator needs of a program: the journal, the gate, the warm client, the look at ports."""
