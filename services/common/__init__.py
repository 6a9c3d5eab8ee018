"""What the programs share: options, output, the sockets that keep the journal, and how they stop."""
