"""Deciding everything about a run before it starts: a pure function of scenario, surroundings and seed."""
