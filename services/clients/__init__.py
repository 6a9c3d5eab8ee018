"""The clients of the course, how they connect, and how they tell that a reply is complete."""
