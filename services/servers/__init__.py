"""The servers of the course, fit for a lab: each survives its clients' errors and keeps a journal."""
