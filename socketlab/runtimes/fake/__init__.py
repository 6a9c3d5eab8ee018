"""A runtime in memory, for the tests."""
