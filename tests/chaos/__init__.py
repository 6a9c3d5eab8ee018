"""Runs that are ended at random moments, by all that can end them: what is left, and what can be judged."""
