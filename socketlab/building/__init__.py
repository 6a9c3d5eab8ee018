"""Building the images: the base, and what stands on it."""
