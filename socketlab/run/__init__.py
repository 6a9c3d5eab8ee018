"""Playing a plan on a runtime: order, deadlines, teardown, and the record that leaves it."""
