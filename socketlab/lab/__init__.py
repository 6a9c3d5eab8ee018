"""The standing lab: its images, its hosts and the commands that stand them up and take them away."""
