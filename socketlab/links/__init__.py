"""Links: the conditions between groups of hosts, as values; what is in force is measured against them."""
