"""Building the images: the bases, and the images on top of them."""
