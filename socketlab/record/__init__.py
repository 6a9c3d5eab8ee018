"""A run's record: where its evidence lies on disk."""
