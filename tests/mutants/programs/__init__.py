"""Wrong servers and wrong clients, and what they have in common; ``test_mutants`` plays them."""
