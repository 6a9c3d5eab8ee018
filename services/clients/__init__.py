"""The clients of the course, how they connect, and how they detect that a reply is complete."""
