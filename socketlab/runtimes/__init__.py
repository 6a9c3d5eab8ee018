"""What hosts run on: small verbs that the engine puts in order."""
