"""What the orchestrator needs from a program: the journal, the gate, the warm client, the port check."""
