"""The catalogue: scenarios to play, and what ``python -m scenarios`` starts."""
