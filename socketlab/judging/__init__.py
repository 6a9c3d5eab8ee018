"""Putting a plan's checks to the record of its run."""
