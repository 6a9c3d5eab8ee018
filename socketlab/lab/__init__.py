"""The standing lab: its images, its hosts and the commands that start and remove them."""
