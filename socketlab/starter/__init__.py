"""A first scenario to begin with: for a project that has a compose file, or a small project of its own."""
