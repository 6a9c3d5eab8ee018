"""The windows of the course, and the desktop that shows them in a browser."""
