"""The router of a run: sets the conditions of its links, shapes their packets, and measures what is in force."""
