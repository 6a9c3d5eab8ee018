"""The servers of the course, robust enough for a lab: each survives errors of its clients and keeps a journal."""
