"""The router of a run: puts conditions on its links, shapes their packets, measures what is in force."""
